import type { Adapter } from "../../../../../src/runtime/decoding/adapters/adapter";
import type { Decoding } from "../../../../../src/runtime/decoding/decoding";
import type { LanguageModel, Text } from "../../../../../src/runtime/decoding/languageModel";
import { seededRandom } from "../../../../../src/runtime/decoding/random";
import { logSoftmax, type Scores } from "../../../../../src/runtime/decoding/scores";
import type { BeamOptions } from "../../../../../src/runtime/decoding/search/beamOptions";

/** A model whose logits are a function of the text. */
export const modelOf = (vocabulary: number, logits: (text: Text) => readonly number[]): LanguageModel => ({
  vocabulary,
  next: texts => Promise.resolve(texts.map(text => ({ logits: Float32Array.from(logits(text)) }))),
});

/** A model whose logits are given by the last token: [token before][token]. */
export const tableModel = (table: readonly (readonly number[])[]): LanguageModel => modelOf(table.length, text => table[text.at(-1) as number] as readonly number[]);

/** A model that says something else, of about this spread, after every text. */
export function scatteredModel(vocabulary: number, spread: number, seed = 1): LanguageModel {
  return modelOf(vocabulary, text => {
    const uniform = seeded(text.reduce((hash, token) => (hash * 31 + token + 7) % 1_000_003, seed));
    return Array.from({ length: vocabulary }, () => spread * (uniform() - 0.5));
  });
}

/** Uniform numbers from a seed. */
export const seeded = (seed: number): (() => number) => seededRandom(seed).uniform;

export const decodingOf = (more: Partial<Decoding> = {}): Decoding => ({ adapters: [], maxNewTokens: 4, endIds: new Set(), signal: new AbortController().signal, ...more });

export const beamsOf = (beams: number, more: Partial<BeamOptions> = {}): BeamOptions => ({ beams, returned: beams, lengthPenalty: 1, earlyStopping: false, ...more });

/** Rules out all tokens but these. */
export const only = (allowed: (text: Text) => readonly number[]): Adapter => ({
  name: "only",
  about: "Rules out all others.",
  apply: (scores, { text }) => scores.map((score, token) => (allowed(text).includes(token) ? score : -Infinity)),
});

/** A whole text that decoding can end with. */
export interface Whole {
  readonly tokens: readonly number[];
  readonly logProbability: number;
}

/** All whole texts, each with its log-probability: an end token or the length ends one. */
export async function allTexts(model: LanguageModel, prompt: Text, { endIds, maxNewTokens, signal }: Decoding, tokens: readonly number[] = [], logProbability = 0): Promise<Whole[]> {
  if (tokens.length === maxNewTokens || endIds.has(tokens.at(-1) ?? -1)) return [{ tokens, logProbability }];
  const [next] = await model.next([[...prompt, ...tokens]], signal);
  const scores = logSoftmax(next?.logits as Scores);
  const deeper = await Promise.all(
    Array.from(scores, (score, token) => allTexts(model, prompt, { adapters: [], endIds, maxNewTokens, signal }, [...tokens, token], logProbability + score)),
  );
  return deeper.flat();
}
