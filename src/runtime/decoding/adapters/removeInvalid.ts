import type { Adapter } from "./adapter";

const GREATEST = 3.4028234663852886e38;

/** Replaces what is no number: NaN by 0, ±∞ by the greatest and the least float32. A token ruled out before may then be chosen again, if barely. */
export function removeInvalid(): Adapter {
  return {
    name: "remove invalid values",
    about: "Replaces scores that are no finite numbers: NaN by 0, infinities by the greatest and the least number.",
    apply: scores => {
      const next = new Float32Array(scores.length);
      for (let token = 0; token < next.length; token++) {
        const score = scores[token] as number;
        next[token] = Number.isNaN(score) ? 0 : Math.min(Math.max(score, -GREATEST), GREATEST);
      }
      return next;
    },
  };
}
