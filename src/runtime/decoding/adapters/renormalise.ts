import type { Adapter } from "./adapter";
import { distributionOf } from "./distribution";

/** Turns scores into log-probabilities. */
export function renormalise(): Adapter {
  return {
    name: "renormalise",
    about: "Turns scores into log-probabilities, so that what is left sums to 1; the order stays.",
    apply: scores => {
      const { logTotal } = distributionOf(scores);
      const next = new Float32Array(scores.length).fill(-Infinity);
      if (logTotal === -Infinity) return next;
      for (let token = 0; token < next.length; token++) next[token] = (scores[token] as number) - logTotal;
      return next;
    },
  };
}
