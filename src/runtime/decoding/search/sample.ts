import { Problem } from "../../../protocol/problem";
import { exponentialOfMinus } from "../adapters/exponential";
import { fewKept, valuesOf } from "../adapters/fewKept";
import { totalWeight } from "../adapters/passes";
import type { Random } from "../random";
import { greatestValue, type Scores } from "../scores";
import type { Choice } from "./followPath";

/** Draws each token from the distribution of its scores: ancestral sampling, whichever adapters come before it. */
export const sampled = (random: Random): Choice => scores => tokenAt(scores, random.uniform());

/**
 * The token in whose part of the distribution `share` (from 0 to below 1) lies, tokens in the order of their ids: the inverse of the
 * cumulative distribution, summed in float64. Throws `input-invalid` where every token is ruled out.
 */
export function tokenAt(scores: Scores, share: number): number {
  const values = valuesOf(scores);
  const most = greatestValue(values);
  if (most === -Infinity) {
    throw new Problem("input-invalid", "Every token is ruled out at this step: there is nothing to draw from.", { remedy: "Loosen the options that rule tokens out: bad words, suppressed tokens, n-grams, a grammar." });
  }
  const place = tokenBehind(values, most, share * totalWeight(values, most));
  return values === scores ? place : (fewKept(scores)?.[place] as number);
}

/** The place of the first token up to which the weights exceed `enough`; where rounding leaves a trace behind the last one, the last. */
function tokenBehind(scores: Scores, most: number, enough: number): number {
  let left = enough;
  let last = -1;
  for (let token = 0; token < scores.length; token++) {
    const weight = exponentialOfMinus(most - (scores[token] as number));
    if (weight === 0) continue;
    left -= weight;
    last = token;
    if (left < 0) return token;
  }
  return last;
}
