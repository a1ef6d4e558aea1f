import { Problem } from "../../../protocol/problem";
import type { Given } from "../statement";
import { mean } from "../spread";
import type { TokenScore } from "../tokenScores";
import { corrupted, type CorruptedText } from "./spanNoise";
import { endOf, sentinelsOf, targetScores } from "./spanModel";

/** Tokens of a text that are corrupted: as many as T5 was trained on. */
const MOST_TOKENS = 512;

/** A corrupted text, and what the model says of its target. */
export interface Denoising {
  readonly made: CorruptedText;
  /** Of each token of the target, given the corrupted text and the target's tokens before it. */
  readonly scores: readonly TokenScore[];
}

/** The text's own tokens, as many as the model reads at once with `room` others. Throws `text-empty` where too few are left to take any out. */
export async function tokensToCorrupt({ loaded, text }: Pick<Given, "loaded" | "text">, room: number): Promise<readonly number[]> {
  const ids = (await loaded.tokenizer().encodePlain(text)).map(({ id }) => id).slice(0, Math.min(MOST_TOKENS, loaded.card.context - room));
  if (ids.length >= 2) return ids;
  throw new Problem("text-empty", "A text of so few tokens cannot lose any and stay one.", { remedy: "Select more text." });
}

/** Which of the text's first `count` own tokens lie in the spans that were chosen, or reach into one. Throws `input-invalid` where none do, or all. */
export async function chosenNoise({ loaded, text, spans }: Pick<Given, "loaded" | "text" | "spans">, count: number): Promise<readonly boolean[]> {
  const tokens = (await loaded.tokenizer().encodePlain(text)).slice(0, count);
  const noise = tokens.map(({ range }) => range !== null && spans.some(({ start, end }) => range.start < end && start < range.end));
  if (noise.includes(true) && noise.includes(false)) return noise;
  if (noise.includes(true)) throw new Problem("input-invalid", "All of the text was chosen: nothing is left to fill it in from.", { remedy: "Choose less of it." });
  throw new Problem("input-invalid", `None of the ${count.toLocaleString("en")} tokens that are read was chosen.`, { remedy: "Choose spans nearer to the text's beginning." });
}

/** A text with noise taken out, as this model writes it. */
export async function corruptedFor(given: Pick<Given, "loaded">, ids: readonly number[], noise: readonly boolean[]): Promise<CorruptedText> {
  const spans = noise.reduce((count, taken, index) => count + (taken && noise[index - 1] !== true ? 1 : 0), 0);
  return corrupted(ids, noise, await sentinelsOf(given, spans), endOf(given));
}

/** Scores the target of a corrupted text, with `front` (a mode) in front of what the encoder reads. */
export async function denoised(given: Pick<Given, "loaded" | "signal">, made: CorruptedText, front: readonly number[] = []): Promise<Denoising> {
  return { made, scores: await targetScores(given, [...front, ...made.source], made.target) };
}

/** The same with nothing to read but the sentinels: what the target says by itself. */
export async function denoisedBlindly(given: Pick<Given, "loaded" | "signal">, made: CorruptedText, front: readonly number[] = []): Promise<Denoising> {
  const sentinels = made.spans.map(({ at }) => made.target[at] as number);
  const end = endOf(given);
  return { made, scores: await targetScores(given, [...front, ...sentinels, ...(end === null ? [] : [end])], made.target) };
}

/** Losses of the words that were taken out, in nats, span by span. */
export const lossesBySpan = ({ made, scores }: Denoising): readonly (readonly number[])[] => made.spans.map(({ from, to, at }) => scores.slice(at + 1, at + 1 + to - from).map(({ loss }) => loss));

/** Mean loss of the words that were taken out, in nats per token. */
export const wordLoss = (denoising: Denoising): number => mean(lossesBySpan(denoising).flat());

/** Mean loss of the sentinels, and of what ends the target, in nats per token. */
export function markLoss({ made, scores }: Denoising): number {
  const words = new Set(made.spans.flatMap(({ from, to, at }) => Array.from({ length: to - from }, (_, index) => at + 1 + index)));
  return mean(scores.filter((_, index) => !words.has(index)).map(({ loss }) => loss));
}
