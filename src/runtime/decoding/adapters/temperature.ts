import type { Adapter } from "./adapter";
import { refuseUnlessPositive } from "./refuseUnless";

/** Divides every score by `t`. */
export function temperature(t: number): Adapter {
  refuseUnlessPositive("temperature", t);
  return {
    name: `temperature ${t}`,
    about: "Divides every score; above 1 flattens the distribution, below 1 sharpens it.",
    apply: scores => {
      const next = new Float32Array(scores.length);
      for (let token = 0; token < next.length; token++) next[token] = (scores[token] as number) / t;
      return next;
    },
  };
}
