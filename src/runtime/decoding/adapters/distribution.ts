import { greatestValue, type Scores } from "../scores";
import { exponentialOfMinus } from "./exponential";

/** What an adapter needs to know of the distribution that scores stand for, without its probabilities. */
export interface Distribution {
  readonly most: number;
  /** log Σ exp(score); −∞ where every token is ruled out. */
  readonly logTotal: number;
  /** Nats. */
  readonly entropy: number;
}

/** The distribution of scores, in one pass after the greatest. */
export function distributionOf(scores: Scores): Distribution {
  const most = greatestValue(scores);
  if (most === -Infinity) return { most, logTotal: most, entropy: 0 };
  let total = 0;
  let moment = 0;
  for (let token = 0; token < scores.length; token++) {
    const distance = most - (scores[token] as number);
    const weight = exponentialOfMinus(distance);
    if (weight === 0) continue;
    total += weight;
    moment += weight * distance;
  }
  return { most, logTotal: most + Math.log(total), entropy: Math.log(total) + moment / total };
}

/** exp(score − the greatest score) [vocab] with their sum, in float64. */
export function weightsOf(scores: Scores): { weights: Float64Array; total: number } {
  const most = greatestValue(scores);
  const weights = new Float64Array(scores.length);
  if (most === -Infinity) return { weights, total: 0 };
  let total = 0;
  for (let token = 0; token < scores.length; token++) total += weights[token] = exponentialOfMinus(most - (scores[token] as number));
  return { weights, total };
}
