import { greatestValue, type Scores } from "../scores";
import { valuesOf } from "./fewKept";
import { totalMoment, totalWeight, writeWeights } from "./passes";

/** A distribution in terms of its scores. */
export interface Weighed {
  /** exp(score − the greatest score) [vocab]. */
  readonly weights: Float32Array;
  /** Their sum. */
  readonly total: number;
  readonly most: number;
}

/** The distribution of these scores; its weights are written into `weights`, all of them. */
export function weigh(scores: Scores, weights: Float32Array = new Float32Array(scores.length)): Weighed {
  const most = greatestValue(scores);
  if (most === -Infinity) weights.fill(0);
  return { weights, total: most === -Infinity ? 0 : writeWeights(weights, scores, most), most };
}

/** log Σ exp(score); −∞ where every token is ruled out. */
export function logTotalOf(scores: Scores): number {
  const values = valuesOf(scores);
  const most = greatestValue(values);
  return most === -Infinity ? most : most + Math.log(totalWeight(values, most));
}

/** Entropy in nats of the distribution of these scores; 0 where every token is ruled out. */
export const entropyOfWeighed = (scores: Scores, { weights, total, most }: Weighed): number => (total === 0 ? 0 : Math.log(total) + totalMoment(weights, scores, most) / total);
