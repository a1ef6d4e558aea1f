import { greatestValue } from "../scores";
import type { Adapter } from "./adapter";
import { keepFromOrBest } from "./keep";
import { countKept, squaresOfKept, sumOfKept } from "./passes";
import { refuseUnlessPositive } from "./refuseUnless";

/** Keeps tokens whose score is at most `n` standard deviations of all scores below the best, and the best `fewest` (Tang et al. 2024). */
export function topNSigma(n: number, fewest = 1): Adapter {
  refuseUnlessPositive("top_n_sigma", n);
  return {
    name: `top-nσ ${n}`,
    about: "Keeps tokens at most n standard deviations of the scores, of those that are not ruled out, below the best; temperature does not change which (Tang et al. 2024).",
    apply: scores => {
      const count = countKept(scores);
      if (count === 0) return scores.slice();
      const deviation = Math.sqrt(squaresOfKept(scores, sumOfKept(scores) / count) / count);
      return keepFromOrBest(scores, greatestValue(scores) - n * deviation, fewest);
    },
  };
}
