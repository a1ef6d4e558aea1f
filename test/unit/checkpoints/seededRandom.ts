/** Whole numbers from 0 to below `end`, the same for the same seed: properties are tried on many cases, and fail again. */
export function seededRandom(seed: number): (end: number) => number {
  let state = seed >>> 0;
  return end => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * end);
  };
}
