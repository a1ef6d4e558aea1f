import { greatestValue, type Scores } from "../scores";
import type { Adapter } from "./adapter";
import { exponentialOfMinus } from "./exponential";
import { refuseUnless } from "./refuseUnless";
import { greatestOfRank, walkDown } from "./selection";

/**
 * Keeps the tokens whose surprisal is nearest to the entropy, the fewest whose probabilities together reach `mass`, at least `fewest`;
 * equals of the last one stay too (locally typical sampling, Meister et al. 2023).
 */
export function typical(mass: number, fewest = 1): Adapter {
  refuseUnless(mass > 0 && mass < 1, "typical_p", mass, "a number above 0 and below 1");
  return {
    name: `typical ${mass}`,
    about: "Keeps the tokens whose surprisal is nearest to the entropy, until their probabilities reach the mass (Meister et al. 2023).",
    apply: scores => {
      const { nearness, weights, total } = nearnessToEntropy(scores);
      if (total === 0) return scores.slice();
      const { value } = walkDown(nearness, weights, mass * total);
      const least = Math.min(value, greatestOfRank(nearness, fewest));
      const next = scores.slice();
      for (let token = 0; token < next.length; token++) if ((nearness[token] as number) < least) next[token] = -Infinity;
      return next;
    },
  };
}

/** Per token −|surprisal − entropy| [vocab] and exp(score − greatest) [vocab] with their sum. */
function nearnessToEntropy(scores: Scores): { nearness: Float32Array; weights: Float64Array; total: number } {
  const most = greatestValue(scores);
  const nearness = new Float32Array(scores.length);
  const weights = new Float64Array(scores.length);
  let total = 0;
  let moment = 0;
  if (most === -Infinity) return { nearness, weights, total };
  for (let token = 0; token < scores.length; token++) {
    const distance = most - (scores[token] as number);
    const weight = exponentialOfMinus(distance);
    if (weight === 0) continue;
    weights[token] = weight;
    total += weight;
    moment += weight * distance;
  }
  // Surprisal = distance + log total, entropy = the mean of that: the logarithm falls out of the difference.
  const typicalDistance = moment / total;
  for (let token = 0; token < scores.length; token++) nearness[token] = -Math.abs(most - (scores[token] as number) - typicalDistance);
  return { nearness, weights, total };
}
