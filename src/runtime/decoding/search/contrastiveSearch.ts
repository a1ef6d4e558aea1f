import { Cancelled, Problem } from "../../../protocol/problem";
import { initialStates, stages, statesAfter } from "../adapters/adapter";
import type { Decoded, Decoding } from "../decoding";
import type { EndReason, Weighed } from "../events";
import type { Text, VisibleModel } from "../languageModel";
import { best, softmax, type Scores } from "../scores";
import { endOf } from "./followPath";

export interface ContrastiveOptions {
  /** How many of the most probable tokens are weighed (k). */
  readonly candidates: number;
  /** α, from 0 (greedy) to 1 (only what is least like the text so far). */
  readonly alpha: number;
}

/**
 * Of the most probable tokens, the one with the greatest (1 − α) probability − α similarity, where similarity is the greatest cosine
 * between the token's finished stream and those of all tokens before it (Su et al. 2022). The text of an encoder–decoder is its decoder's.
 */
export async function contrastiveSearch(model: VisibleModel, prompt: Text, decoding: Decoding, options: ContrastiveOptions, path = 0): Promise<Decoded> {
  const { adapters, maxNewTokens, observe, signal } = decoding;
  let text = prompt;
  let states = initialStates(adapters);
  let ended: EndReason | null = maxNewTokens === 0 ? "length" : null;
  const context = ended === null ? (await statesOf(model, [prompt], 0, signal))[0] ?? [] : [];
  while (ended === null) {
    Cancelled.check(signal);
    const [next] = await model.next([text], signal);
    if (!next) throw new Error("The model said nothing about the text.");
    const all = stages(next.logits, { text, promptLength: prompt.length, ...(next.beside && { beside: next.beside }) }, adapters, states);
    const scores = all.at(-1) as Scores;
    const tokens = best(scores, options.candidates);
    const streams = (await statesOf(model, tokens.map(token => [...text, token]), text.length, signal)).map(rows => rows[0] as Float32Array);
    const probabilities = softmax(scores);
    const candidates = weigh(tokens.map(token => probabilities[token] as number), context, streams, options.alpha).map((weighed, i) => ({ token: tokens[i] as number, ...weighed }));
    observe?.({ kind: "weighed", text, candidates });
    const chosen = greatestScore(candidates);
    const token = tokens[chosen] as number;
    observe?.({ kind: "chosen", path, text, token, scores: all });
    states = statesAfter(token, all, adapters, states);
    context.push(streams[chosen] as Float32Array);
    text = [...text, token];
    ended = endOf(text, prompt.length, decoding);
  }
  observe?.({ kind: "ended", path, text, reason: ended });
  return { tokens: text.slice(prompt.length), ended };
}

/** What each candidate is worth: `context` [token d_model] and `candidates` [candidate d_model] are unit vectors. */
export function weigh(probabilities: readonly number[], context: readonly Float32Array[], candidates: readonly Float32Array[], alpha: number): Omit<Weighed["candidates"][number], "token">[] {
  return candidates.map((candidate, i) => {
    const probability = probabilities[i] as number;
    const similarity = context.reduce((most, earlier) => Math.max(most, dot(earlier, candidate)), -Infinity);
    return { probability, similarity, score: (1 - alpha) * probability - alpha * similarity };
  });
}

/** A vector of length 1 in the same direction; zeros stay zeros. */
export function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  return length === 0 ? vector : vector.map(value => value / length);
}

/** Unit vectors of the finished streams of each text from token `from` on. */
async function statesOf(model: VisibleModel, texts: readonly Text[], from: number, signal: AbortSignal): Promise<Float32Array[][]> {
  return (await model.states(texts, from, signal)).map(rows => rows.map(unit));
}

/** Index of the candidate that is worth most; the more probable of equals. */
function greatestScore(candidates: Weighed["candidates"]): number {
  if (candidates.length === 0) throw new Problem("input-invalid", "Every token was ruled out: there is nothing to weigh.", { remedy: "Loosen the adapters that rule tokens out." });
  return candidates.reduce((most, { score }, i) => (score > (candidates[most] as { score: number }).score ? i : most), 0);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
