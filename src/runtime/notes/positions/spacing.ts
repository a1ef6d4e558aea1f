/** Positions of a text's tokens whose second half is moved on, so that its distance from the first half is around `reach`: some pairs lie nearer, some farther. */
export function setApart(length: number, reach: number): number[] {
  const half = Math.floor(length / 2);
  const gap = Math.max(0, reach - half);
  return Array.from({ length }, (_, token) => (token < half ? token : token + gap));
}

/** A text's tokens again and again, until there are `length` of them at least. */
export const repeated = (ids: readonly number[], length: number): number[] => Array.from({ length: Math.max(ids.length, length) }, (_, token) => ids[token % ids.length] as number);
