import type { Suggestion } from "../../protocol/completion";

/** Lines that are told of, and the least share of attention that is worth telling. */
const LINES = 5;
const LEAST = 0.02;

/**
 * The lines of the text around the cursor that one row of attention reads most: the mean over layers and heads. `weights` [layer · head, key];
 * `places`: where each key stands in `prefix` and, going on behind it, `suffix`, null for those that do not count: others' tokens, and an
 * attention sink.
 */
export function readLines(weights: Float32Array, places: readonly (number | null)[], prefix: string, suffix = ""): Suggestion["read"] {
  const keys = places.length;
  const inText = places.filter(place => place !== null);
  const first = Math.min(...inText, prefix.length);
  const ends = [...lineEnds(prefix, first), ...lineEnds(suffix, 0, Math.max(...inText, 0) - prefix.length).map(end => prefix.length + end)];
  const own = countBefore(ends, prefix.length);
  const read = new Map<number, number>();
  let all = 0;
  places.forEach((place, key) => {
    if (place === null) return;
    let sum = 0;
    for (let row = key; row < weights.length; row += keys) sum += weights[row] as number;
    const line = own - countBefore(ends, place);
    read.set(line, (read.get(line) ?? 0) + sum);
    all += sum;
  });
  return [...read]
    .map(([line, sum]) => ({ line, share: all === 0 ? 0 : sum / all }))
    .filter(({ share }) => share >= LEAST)
    .sort((one, other) => other.share - one.share)
    .slice(0, LINES);
}

/** Where lines of a text end, from one place to before another. */
function lineEnds(text: string, from: number, to = text.length): number[] {
  const ends: number[] = [];
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) ends.push(at);
  return ends;
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
