import type { Scores } from "../scores";
import { exponentialOfMinus } from "./exponential";

// Loops over a whole vocabulary, each with nothing behind it in its function: V8 compiles such a loop while it runs for the first time,
// and throws the compiled code away at each call if it goes on to something that had not been reached then.

/** Σ exp(score − most), in float64. */
export function totalWeight(scores: Scores, most: number): number {
  let total = 0;
  for (let token = 0; token < scores.length; token++) total += exponentialOfMinus(most - (scores[token] as number));
  return total;
}

/** Writes exp(score − most) [vocab] as float32; gives back their sum before rounding. */
export function writeWeights(weights: Float32Array, scores: Scores, most: number): number {
  let total = 0;
  for (let token = 0; token < scores.length; token++) {
    const weight = exponentialOfMinus(most - (scores[token] as number));
    weights[token] = weight;
    total += weight;
  }
  return total;
}

/** Σ weight · (most − score) over the tokens that have a weight. */
export function totalMoment(weights: Float32Array, scores: Scores, most: number): number {
  let moment = 0;
  for (let token = 0; token < scores.length; token++) {
    const weight = weights[token] as number;
    if (weight > 0) moment += weight * (most - (scores[token] as number));
  }
  return moment;
}

/** Scores less `by`; what is ruled out stays so. */
export function lowered(scores: Scores, by: number): Scores {
  const next = new Float32Array(scores.length);
  for (let token = 0; token < next.length; token++) next[token] = (scores[token] as number) - by;
  return next;
}

/** Tokens that are not ruled out. */
export function countKept(scores: Scores): number {
  let count = 0;
  // Counted without a branch: which tokens are ruled out is beyond guessing.
  for (let token = 0; token < scores.length; token++) count += (scores[token] as number) === -Infinity ? 0 : 1;
  return count;
}

/** Tokens of exactly this score. */
export function countEqual(scores: Scores, score: number): number {
  let count = 0;
  for (let token = 0; token < scores.length; token++) if (scores[token] === score) count++;
  return count;
}

/** How many scores are not ruled out, their sum, and the greatest. */
export function sumOfKept(scores: Scores): { readonly count: number; readonly sum: number; readonly most: number } {
  let count = 0;
  let sum = 0;
  let most = -Infinity;
  for (let token = 0; token < scores.length; token++) {
    const score = scores[token] as number;
    if (score === -Infinity) continue;
    count++;
    sum += score;
    if (score > most) most = score;
  }
  return { count, sum, most };
}

/** Σ (score − mean)² over the scores that are not ruled out. */
export function squaresOfKept(scores: Scores, mean: number): number {
  let sum = 0;
  for (let token = 0; token < scores.length; token++) {
    const score = scores[token] as number;
    if (score !== -Infinity) sum += (score - mean) * (score - mean);
  }
  return sum;
}
