import { setImmediate } from "node:timers/promises";
import { Cancelled } from "../../../protocol/problem";
import type { Decoded, Decoding } from "../decoding";
import type { LanguageModel, Text } from "../languageModel";
import type { Utility } from "../utility/utility";
import { ranked, samplesOf, type SampleOptions } from "./samples";

export interface MinimumBayesRiskOptions extends SampleOptions {
  readonly utility: Utility;
  /** The text of new tokens, special ones left out. */
  readonly decode: (tokens: readonly number[]) => Promise<string>;
}

/**
 * Draws several texts and ranks them by how good each would be on average if one of them were meant: all of them, the one with the
 * least risk first (Eikema & Aziz 2022; Bertsch et al. 2023). A text drawn twice counts twice.
 */
export async function minimumBayesRisk(model: LanguageModel, prompt: Text, decoding: Decoding, options: MinimumBayesRiskOptions): Promise<Decoded[]> {
  const samples = await samplesOf(model, prompt, decoding, options);
  const texts = await Promise.all(samples.map(({ tokens }) => options.decode(tokens)));
  const rows = new Map<string, number[]>();
  for (const text of texts) {
    if (rows.has(text)) continue;
    await setImmediate();
    Cancelled.check(decoding.signal);
    rows.set(text, texts.map(reference => options.utility.of(text, reference)));
  }
  const utility = texts.map(text => rows.get(text) as number[]);
  const scores = utility.map(row => row.reduce((sum, value) => sum + value, 0) / row.length);
  decoding.observe?.({ kind: "compared", texts: samples.map(({ tokens }) => [...prompt, ...tokens]), scores, utility });
  return ranked(samples, scores);
}
