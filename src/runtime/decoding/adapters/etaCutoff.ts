import type { Adapter } from "./adapter";
import { entropyOfWeighed, weigh } from "./distribution";
import { keepFromOrBest } from "./keep";
import { refuseUnless } from "./refuseUnless";
import { scratchFloats } from "./scratch";

/** Rules out tokens less probable than η = min(ε, √ε · e^−entropy), but not the best `fewest` (Hewitt et al. 2022). */
export function etaCutoff(epsilon: number, fewest = 1): Adapter {
  refuseUnless(epsilon > 0 && epsilon < 1, "eta_cutoff", epsilon, "a number above 0 and below 1");
  const room = scratchFloats();
  return {
    name: `η cutoff ${epsilon}`,
    about: "Rules out tokens less probable than η, the lesser of ε and √ε · e^−entropy: a flat distribution is cut less (Hewitt et al. 2022).",
    apply: scores => {
      const weighed = weigh(scores, room(scores.length));
      const logTotal = weighed.most + Math.log(weighed.total);
      const entropy = entropyOfWeighed(scores, weighed);
      return keepFromOrBest(scores, logTotal + Math.min(Math.log(epsilon), Math.log(epsilon) / 2 - entropy), fewest);
    },
  };
}
