import type { Random } from "../../decoding/random";

/** How many of `length` tokens are noise, and in how many spans: rounded as T5 does (halves to the even neighbour), neither nothing nor everything. */
export function noiseCounts(length: number, density: number, meanSpan: number): { readonly noise: number; readonly spans: number } {
  const noise = Math.min(Math.max(roundedEvenly(length * density), 1), length - 1);
  return { noise, spans: Math.max(roundedEvenly(Math.min(noise, length - noise) / meanSpan), 1) };
}

/** To the nearest whole number; a half to the even one. */
function roundedEvenly(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest === 0.5 ? below + (below % 2) : Math.round(value);
}

/**
 * Which of `length` tokens are noise (Raffel et al. 2020, section 3.3.4): kept and noisy stretches in turn, beginning with a kept one and ending with
 * a noisy one, as many of either as there are spans, their lengths drawn among all that add up. At least two tokens.
 */
export function randomSpans(length: number, density: number, meanSpan: number, random: Random): readonly boolean[] {
  const { noise, spans } = noiseCounts(length, density, meanSpan);
  const [kept, taken] = [stretches(length - noise, spans, random), stretches(noise, spans, random)];
  return kept.flatMap((count, index) => [...Array<boolean>(count).fill(false), ...Array<boolean>(taken[index] as number).fill(true)]);
}

/** Lengths of `count` stretches, none empty, that add up to `items`: every choice of cuts is equally likely. */
function stretches(items: number, count: number, random: Random): number[] {
  const cuts = Array.from({ length: items - 1 }, (_, index) => index + 1);
  // The first `count − 1` of a shuffle (Fisher & Yates).
  for (let index = 0; index < count - 1; index++) {
    const other = index + Math.floor(random.uniform() * (cuts.length - index));
    [cuts[index], cuts[other]] = [cuts[other] as number, cuts[index] as number];
  }
  const ends = [...cuts.slice(0, count - 1).sort((one, other) => one - other), items];
  return ends.map((end, index) => end - (ends[index - 1] ?? 0));
}

/** A span that was taken out of a text. */
export interface TakenSpan {
  /** Tokens `from` … `to` − 1 of the text. */
  readonly from: number;
  readonly to: number;
  /** Where its sentinel stands in the target; its tokens follow. */
  readonly at: number;
}

/** A text with spans taken out: what the encoder reads, and what the decoder has to say. */
export interface CorruptedText {
  readonly source: readonly number[];
  readonly target: readonly number[];
  readonly spans: readonly TakenSpan[];
}

/** Takes the noise out of `ids`: a sentinel stands for each span, and the target lists them, each behind its sentinel. `end` closes both sides; null: nothing does. */
export function corrupted(ids: readonly number[], noise: readonly boolean[], sentinels: readonly number[], end: number | null): CorruptedText {
  const [source, target, spans]: [number[], number[], TakenSpan[]] = [[], [], []];
  ids.forEach((id, index) => {
    if (noise[index] !== true) return void source.push(id);
    const begun = index > 0 && noise[index - 1] === true ? spans.at(-1) : undefined;
    if (begun) spans[spans.length - 1] = { ...begun, to: index + 1 };
    else {
      const sentinel = sentinels[spans.length];
      if (sentinel === undefined) throw new Error(`${sentinels.length} sentinels do not do for these spans`);
      spans.push({ from: index, to: index + 1, at: target.length });
      source.push(sentinel);
      target.push(sentinel);
    }
    target.push(id);
  });
  const ending = end === null ? [] : [end];
  return { source: [...source, ...ending], target: [...target, ...ending], spans };
}
