import type { Adapter } from "./adapter";
import { keepFromOrBest } from "./keep";
import { valuesOf } from "./fewKept";
import { sumOfKept, squaresOfKept } from "./passes";
import { refuseUnlessPositive } from "./refuseUnless";

/** Keeps tokens whose score is at most `n` standard deviations of all scores below the best, and the best `fewest` (Tang et al. 2024). */
export function topNSigma(n: number, fewest = 1): Adapter {
  refuseUnlessPositive("top_n_sigma", n);
  return {
    name: `top-nσ ${n}`,
    about: "Keeps tokens at most n standard deviations of the scores, of those that are not ruled out, below the best; temperature does not change which (Tang et al. 2024).",
    apply: scores => {
      const values = valuesOf(scores);
      const { count, sum, most } = sumOfKept(values);
      if (count === 0) return scores.slice();
      const deviation = Math.sqrt(squaresOfKept(values, sum / count) / count);
      return keepFromOrBest(scores, most - n * deviation, fewest);
    },
  };
}
