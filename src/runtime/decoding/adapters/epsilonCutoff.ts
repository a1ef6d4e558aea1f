import type { Adapter } from "./adapter";
import { logTotalOf } from "./distribution";
import { keepFromOrBest } from "./keep";
import { refuseUnless } from "./refuseUnless";

/** Rules out tokens less probable than `epsilon`, but not the best `fewest` (Hewitt et al. 2022). */
export function epsilonCutoff(epsilon: number, fewest = 1): Adapter {
  refuseUnless(epsilon > 0 && epsilon < 1, "epsilon_cutoff", epsilon, "a number above 0 and below 1");
  return {
    name: `ε cutoff ${epsilon}`,
    about: "Rules out tokens less probable than ε (Hewitt et al. 2022).",
    apply: scores => keepFromOrBest(scores, logTotalOf(scores) + Math.log(epsilon), fewest),
  };
}
