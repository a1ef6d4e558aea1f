import { Problem } from "../../protocol/problem";
import type { MainRecipe } from "../model/recipe";

/** −ln softmax(logits)[label] of one row, in float64. */
export function crossEntropy(logits: Float32Array, label: number): number {
  if (!Number.isInteger(label) || label < 0 || label >= logits.length) {
    throw new Problem("input-invalid", `Label ${label} is outside 0…${logits.length - 1}.`, { remedy: "Correct the labels (−100 leaves a token out)." });
  }
  const most = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - most), 0);
  return Math.log(sum) + most - (logits[label] as number);
}

/** The cross-entropy of one row with a share ε of the label spread evenly over all entries (Szegedy et al. 2016, label smoothing; as PyTorch computes it). */
export function smoothedCrossEntropy(logits: Float32Array, label: number, epsilon: number): number {
  const plain = crossEntropy(logits, label);
  // Of an even target, −ln softmax is what the label's is, but for the logits: their mean in place of the label's own.
  const even = plain + (logits[label] as number) - logits.reduce((sum, logit) => sum + logit, 0) / logits.length;
  return (1 - epsilon) * plain + epsilon * even;
}

/** Labels with this value are not scored, as in PyTorch. */
const UNSCORED = -100;

/** The loss that upstream gives for these labels: `logits` per sequence, [time, vocab] or [labels]. */
export function lossOf({ head, config }: MainRecipe, logits: readonly Float32Array[], labels: readonly number[] | readonly (readonly number[])[]): number {
  if (head.labels !== undefined) return classifierLoss(logits, labels as readonly number[]);
  const given = labels as readonly (readonly number[])[];
  // A causal model's label is the next token; the others' labels stand where they are scored.
  const predictsNext = head.task === "causal language model" || head.task === "language model and multiple choice";
  return tokenLoss(logits, predictsNext ? given.map(row => row.slice(1)) : given, config.vocabulary);
}

/** Mean over scored tokens of the cross-entropy of the label at each row of the logits [time, vocab]. */
export function tokenLoss(logits: readonly Float32Array[], labels: readonly (readonly number[])[], vocabulary: number): number {
  const terms = labels.flatMap((row, i) =>
    row.flatMap((label, time) => (label === UNSCORED ? [] : [crossEntropy((logits[i] as Float32Array).subarray(time * vocabulary, (time + 1) * vocabulary), label)])),
  );
  return terms.reduce((sum, term) => sum + term, 0) / terms.length;
}

/** The classifier's loss: mean cross-entropy over sequences; with a single output, mean squared error. logits [labels] per sequence. */
export function classifierLoss(logits: readonly Float32Array[], labels: readonly number[]): number {
  const terms = labels.map((label, i) => {
    const row = logits[i] as Float32Array;
    return row.length === 1 ? ((row[0] as number) - label) ** 2 : crossEntropy(row, label);
  });
  return terms.reduce((sum, term) => sum + term, 0) / terms.length;
}
