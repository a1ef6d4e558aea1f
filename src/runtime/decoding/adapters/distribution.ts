import { greatestValue, type Scores } from "../scores";
import { totalMoment, totalWeight, writeWeights } from "./passes";

/** A distribution in terms of its scores. */
export interface Weighed {
  /** exp(score − the greatest score) [vocab]. */
  readonly weights: Float32Array;
  /** Their sum. */
  readonly total: number;
  readonly most: number;
}

export function weigh(scores: Scores): Weighed {
  const most = greatestValue(scores);
  const weights = new Float32Array(scores.length);
  return { weights, total: most === -Infinity ? 0 : writeWeights(weights, scores, most), most };
}

/** log Σ exp(score); −∞ where every token is ruled out. */
export function logTotalOf(scores: Scores): number {
  const most = greatestValue(scores);
  return most === -Infinity ? most : most + Math.log(totalWeight(scores, most));
}

/** Entropy in nats of the distribution of these scores; 0 where every token is ruled out. */
export const entropyOfWeighed = (scores: Scores, { weights, total, most }: Weighed): number => (total === 0 ? 0 : Math.log(total) + totalMoment(weights, scores, most) / total);
