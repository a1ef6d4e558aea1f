import type { Decoded, Decoding } from "../decoding";
import type { LanguageModel, Text } from "../languageModel";
import { ranked, samplesOf, type SampleOptions } from "./samples";

export interface BestOfOptions extends SampleOptions {
  /** What a text is ranked by: the sum of its tokens' log-probabilities by the model itself, which prefers short texts, or their mean. */
  readonly by: "sum" | "mean";
}

/** Draws several texts and ranks them by their log-probability: all of them, best first. */
export async function bestOf(model: LanguageModel, prompt: Text, decoding: Decoding, options: BestOfOptions): Promise<Decoded[]> {
  const samples = await samplesOf(model, prompt, decoding, options);
  const scores = samples.map(({ logProbability, tokens }) => (options.by === "sum" ? logProbability : logProbability / Math.max(1, tokens.length)));
  decoding.observe?.({ kind: "compared", texts: samples.map(({ tokens }) => [...prompt, ...tokens]), scores });
  return ranked(samples, scores);
}
