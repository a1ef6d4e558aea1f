import type { Adapter } from "./adapter";
import { logTotalOf } from "./distribution";
import { keepFromOrBest } from "./keep";
import { feedbackOf } from "./mirostatFeedback";
import { refuseUnlessPositive } from "./refuseUnless";

/** Mirostat 2 (Basu et al. 2021, simplified by its authors): rules out tokens whose surprisal is above μ, the best one never; μ as in mirostat. */
export function mirostat2(tau: number, eta: number): Adapter {
  refuseUnlessPositive("mirostat_tau", tau);
  refuseUnlessPositive("mirostat_eta", eta);
  return {
    name: `mirostat 2 τ ${tau} η ${eta}`,
    about: "Rules out tokens more surprising than a bound that follows the surprisal so far, so that its mean approaches τ bits (Basu et al. 2021).",
    apply: (scores, _context, state) => keepFromOrBest(scores, logTotalOf(scores) - (state as number) * Math.LN2, 1),
    memory: feedbackOf(tau, eta),
  };
}
