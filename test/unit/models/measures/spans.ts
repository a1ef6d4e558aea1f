/** A text with spans of noise taken out (Raffel et al. 2019): what the encoder reads, and what the decoder has to say. */
export interface Corrupted {
  readonly source: number[];
  readonly target: number[];
  /** Of each target token, whether it is a sentinel or the end. */
  readonly marks: boolean[];
  /** Where each sentinel stands in `source`. */
  readonly places: number[];
}

/** How many tokens are noise, and in how many spans, as upstream rounds them. */
export function noiseCounts(length: number, density: number, meanSpan: number): { noise: number; spans: number } {
  const noise = Math.min(Math.max(evenly(length * density), 1), length - 1);
  return { noise, spans: Math.max(evenly(Math.min(noise, length - noise) / meanSpan), 1) };
}

/** Rounded, halves to the even neighbour. */
const evenly = (value: number): number => (Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));

/** `length` tokens as kept, noise, kept, noise, …: true where noise. `random(end)` gives a whole number below `end`. */
export function randomSpans(length: number, density: number, meanSpan: number, random: (end: number) => number): boolean[] {
  const { noise, spans } = noiseCounts(length, density, meanSpan);
  const [kept, taken] = [lengths(length - noise, spans, random), lengths(noise, spans, random)];
  return kept.flatMap((count, i) => [...Array<boolean>(count).fill(false), ...Array<boolean>(taken[i]!).fill(true)]);
}

/** `items` cut into `segments` pieces, none empty. */
function lengths(items: number, segments: number, random: (end: number) => number): number[] {
  const places = Array.from({ length: items - 1 }, (_, i) => i + 1);
  const cuts: number[] = [];
  while (cuts.length < segments - 1) cuts.push(...places.splice(random(places.length), 1));
  const bounds = [0, ...cuts.sort((a, b) => a - b), items];
  return bounds.slice(1).map((bound, i) => bound - bounds[i]!);
}

/** Takes the noise out of `ids`; `sentinel(i)` is the id of the i-th sentinel, and both sides end with `end`. */
export function corrupted(ids: readonly number[], noise: readonly boolean[], sentinel: (i: number) => number, end: number): Corrupted {
  const [source, target, marks, places]: [number[], number[], boolean[], number[]] = [[], [], [], []];
  ids.forEach((id, i) => {
    if (!noise[i]) return void source.push(id);
    if (i === 0 || !noise[i - 1]) {
      const mark = sentinel(places.length);
      places.push(source.length);
      source.push(mark);
      target.push(mark);
      marks.push(true);
    }
    target.push(id);
    marks.push(false);
  });
  return { source: [...source, end], target: [...target, end], marks: [...marks, true], places };
}
