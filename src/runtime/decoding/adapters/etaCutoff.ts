import type { Adapter } from "./adapter";
import { keepFromOrBest } from "./keep";
import { refuseUnless } from "./refuseUnless";
import { weightsByDistance } from "./weightsByDistance";

/** Rules out tokens less probable than η = min(ε, √ε · e^−entropy), but not the best `fewest` (Hewitt et al. 2022). */
export function etaCutoff(epsilon: number, fewest = 1): Adapter {
  refuseUnless(epsilon > 0 && epsilon < 1, "eta_cutoff", epsilon, "a number above 0 and below 1");
  return {
    name: `η cutoff ${epsilon}`,
    about: "Rules out tokens less probable than η, the lesser of ε and √ε · e^−entropy: a flat distribution is cut less (Hewitt et al. 2022).",
    apply: scores => {
      const { most, total, moment } = weightsByDistance(scores);
      if (total === 0) return scores.slice();
      const entropy = Math.log(total) + moment / total;
      return keepFromOrBest(scores, most + Math.log(total) + Math.min(Math.log(epsilon), Math.log(epsilon) / 2 - entropy), fewest);
    },
  };
}
