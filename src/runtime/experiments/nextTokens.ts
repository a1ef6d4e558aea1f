import type { NextTokenLosses } from "../../protocol/whatIf";
import { crossEntropy } from "../commands/loss";
import type { TracedRun } from "../traces/tracedRun";

/** Logits that are held at once. */
const MOST_LOGITS = 1 << 22;

/** Probability of each token: softmax in float64. */
export function softmax(logits: Float32Array): Float64Array {
  const most = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = Float64Array.from(logits, logit => Math.exp(logit - most));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map(weight => weight / sum);
}

/** Kullback–Leibler divergence of `after` from `before`, bits. */
export function divergenceOf(before: Float64Array, after: Float64Array): number {
  return before.reduce((sum, probability, id) => (probability > 0 ? sum + probability * Math.log2(probability / Math.max(after[id] as number, 1e-300)) : sum), 0);
}

/** The `count` most probable, most probable first. */
export function mostProbable(values: Float64Array, count: number): number[] {
  return Array.from(values.keys())
    .sort((one, other) => (values[other] as number) - (values[one] as number))
    .slice(0, count);
}

/** Whether a run's logits say what comes next. */
export const predictsNext = (run: TracedRun): boolean => run.recipe.head?.task === "causal language model";

/** Cross-entropy, nats, of each token of a causal run but the first, given those before it: [token − 1]. */
export async function nextTokenLosses(run: TracedRun): Promise<Float32Array> {
  const { ids } = run;
  const { vocabulary } = run.recipe.config;
  const losses = new Float32Array(ids.length - 1);
  const step = Math.max(1, Math.floor(MOST_LOGITS / vocabulary));
  for (let from = 0; from < losses.length; from += step) {
    const rows = Array.from({ length: Math.min(step, losses.length - from) }, (_, index) => from + index);
    const { logits } = await run.unembed(rows);
    rows.forEach((row, index) => (losses[row] = crossEntropy(logits.subarray(index * vocabulary, (index + 1) * vocabulary), ids[row + 1] as number)));
  }
  return losses;
}

/** What is to be told of the losses `whole` of a text in one go and of those of its last tokens `alone`, whose places in the whole are `places`. */
export function lossesPast(whole: Float32Array, alone: Float32Array, places: readonly number[], context: number): NextTokenLosses {
  const aligned = new Float32Array(whole.length).fill(NaN);
  places.slice(1).forEach((place, index) => {
    // A special token in front of the text is none of its tokens.
    if (place > 0 && place !== index + 1) aligned[place - 1] = alone[index] as number;
  });
  const beyond = whole.subarray(context);
  const both = Array.from(beyond.keys()).filter(index => !Number.isNaN(aligned[context + index]));
  return {
    whole,
    alone: aligned,
    inside: mean(whole.subarray(0, context)),
    beyond: beyond.length === 0 ? null : mean(beyond),
    again: both.length === 0 ? null : { tokens: both.length, whole: mean(both.map(index => beyond[index] as number)), alone: mean(both.map(index => aligned[context + index] as number)) },
  };
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index] as number;
  return sum / values.length;
}
