import type { Adapter } from "./adapter";
import { logTotalOf } from "./distribution";
import { lowered } from "./passes";

/** Turns scores into log-probabilities. */
export function renormalise(): Adapter {
  return {
    name: "renormalise",
    about: "Turns scores into log-probabilities, so that what is left sums to 1; the order stays.",
    apply: scores => {
      const logTotal = logTotalOf(scores);
      return logTotal === -Infinity ? scores.slice() : lowered(scores, logTotal);
    },
  };
}
