import type { Scores } from "../scores";
import type { Adapter } from "./adapter";
import { weigh } from "./distribution";
import { totalMoment } from "./passes";
import { refuseUnless } from "./refuseUnless";
import { scratchFloats } from "./scratch";
import { greatestOfRank, walkDown } from "./selection";

/**
 * Keeps the tokens whose surprisal is nearest to the entropy, the fewest whose probabilities together reach `mass`, at least `fewest`;
 * equals of the last one stay too (locally typical sampling, Meister et al. 2023).
 */
export function typical(mass: number, fewest = 1): Adapter {
  refuseUnless(mass > 0 && mass < 1, "typical_p", mass, "a number above 0 and below 1");
  const [room, nearby] = [scratchFloats(), scratchFloats()];
  return {
    name: `typical ${mass}`,
    about: "Keeps the tokens whose surprisal is nearest to the entropy, until their probabilities reach the mass (Meister et al. 2023).",
    apply: scores => {
      const weighed = weigh(scores, room(scores.length));
      const { weights, total, most } = weighed;
      if (total === 0) return scores.slice();
      // Surprisal is distance from the best + log total, and entropy the mean of that: the logarithm falls out of the difference.
      const nearness = nearnessTo(totalMoment(weights, scores, most) / total, scores, most, nearby(scores.length));
      const { value } = walkDown(nearness, weights, mass * total, 0);
      const least = fewest === 1 ? value : Math.min(value, greatestOfRank(nearness, fewest));
      return keepWhere(nearness, least, scores);
    },
  };
}

/** Writes into `nearness` −|a token's distance from the best score − `distance`| [vocab]. */
function nearnessTo(distance: number, scores: Scores, most: number, nearness: Float32Array): Float32Array {
  for (let token = 0; token < scores.length; token++) nearness[token] = -Math.abs(most - (scores[token] as number) - distance);
  return nearness;
}

/** Rules out the tokens whose value is below `least`. */
function keepWhere(values: Float32Array, least: number, scores: Scores): Scores {
  const next = new Float32Array(scores.length).fill(-Infinity);
  for (let token = 0; token < next.length; token++) if ((values[token] as number) >= least) next[token] = scores[token] as number;
  return next;
}
