import type { Suggestion } from "../../protocol/completion";

/** Lines that are told of, and the least share of attention that is worth telling. */
const LINES = 5;
const LEAST = 0.02;

/**
 * The lines of the text before the cursor that one row of attention reads most: the mean over layers and heads. `weights` [layer · head, key];
 * `places`: where each key stands in `prefix`, null for those that do not count: others' tokens, and an attention sink.
 */
export function readLines(weights: Float32Array, places: readonly (number | null)[], prefix: string): Suggestion["read"] {
  const keys = places.length;
  const first = Math.max(0, Math.min(...places.flatMap(place => place ?? []), prefix.length));
  const behind: number[] = [];
  for (let at = prefix.indexOf("\n", first); at >= 0; at = prefix.indexOf("\n", at + 1)) behind.push(at);
  const read = new Map<number, number>();
  let all = 0;
  places.forEach((place, key) => {
    if (place === null) return;
    let sum = 0;
    for (let row = key; row < weights.length; row += keys) sum += weights[row] as number;
    const line = behind.length - countBefore(behind, place);
    read.set(line, (read.get(line) ?? 0) + sum);
    all += sum;
  });
  return [...read]
    .map(([line, sum]) => ({ line, share: all === 0 ? 0 : sum / all }))
    .filter(({ share }) => share >= LEAST)
    .sort((one, other) => other.share - one.share)
    .slice(0, LINES);
}

/** Line ends before a place. */
function countBefore(ends: readonly number[], place: number): number {
  let low = 0;
  for (let high = ends.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((ends[middle] as number) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
