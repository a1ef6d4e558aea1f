import { deviation, mean } from "../spread";
import type { Given } from "../statement";
import { denoised, denoisedBlindly, lossesBySpan, markLoss, type Denoising } from "./denoising";
import type { CorruptedText } from "./spanNoise";

/** Standard errors by which reading has to help. */
export const ERRORS = 2;

/** One way of taking words out of a text, drawn several times. */
export interface DrawsOf {
  /** In front of the keys of its points; "" where a statement has no other. */
  readonly name: string;
  /** In front of what the encoder reads. */
  readonly mode: readonly number[];
  readonly repetitions: number;
  readonly drawn: (repetition: number) => Promise<CorruptedText>;
}

/** What the draws' missing words cost, in nats per token. */
export interface Draws {
  readonly words: number;
  /** With nothing to read but the sentinels. */
  readonly blind: number;
  readonly marks: number;
  /** What reading saves, and its standard error over the missing words of all draws. */
  readonly gain: number;
  readonly error: number;
}

/** Scores every draw with the text and without. Draws with a single span are all the same, and one is enough. */
export async function denoisedDraws(given: Given, { name, mode, repetitions, drawn }: DrawsOf, progress: (fraction: number) => void): Promise<Draws> {
  const all = { words: [] as number[], blind: [] as number[], marks: [] as number[] };
  const count = (await drawn(0)).spans.length === 1 ? 1 : repetitions;
  for (let repetition = 0; repetition < count; repetition++) {
    const [marks = NaN, ...losses] = await given.point(`${name}repetition ${repetition}`, async () => {
      const made = await drawn(repetition);
      const seen = await denoised(given, made, mode);
      return [markLoss(seen), ...words(seen), ...words(await denoisedBlindly(given, made, mode))];
    });
    all.marks.push(marks);
    all.words.push(...losses.slice(0, losses.length / 2));
    all.blind.push(...losses.slice(losses.length / 2));
    progress((repetition + 1) / count);
  }
  const gains = all.blind.map((loss, index) => loss - (all.words[index] as number));
  return { words: mean(all.words), blind: mean(all.blind), marks: mean(all.marks), gain: mean(gains), error: deviation(gains) / Math.sqrt(gains.length) };
}

const words = (denoising: Denoising): readonly number[] => lossesBySpan(denoising).flat();
