import type { Adapter } from "./adapter";
import { refuseUnlessCount, refuseUnlessPositive, refuseUnlessTokens } from "./refuseUnless";

/** Raises the end tokens' scores by |score| · (factor^n − 1), n being the tokens generated beyond `start`. */
export function exponentialDecay(start: number, factor: number, ends: readonly number[]): Adapter {
  refuseUnlessCount("exponential_decay_length_penalty", start, 0);
  refuseUnlessPositive("exponential_decay_length_penalty", factor);
  refuseUnlessTokens("eos_token_id", ends);
  return {
    name: `exponential length decay ${factor} from ${start}`,
    about: "Raises the end's score more and more once the start was generated.",
    apply: (scores, { text, promptLength }) => {
      const next = scores.slice();
      const beyond = text.length - promptLength - start;
      if (beyond <= 0) return next;
      for (const end of ends) {
        const score = next[end] as number;
        if (score !== -Infinity) next[end] = score + Math.abs(score) * (factor ** beyond - 1);
      }
      return next;
    },
  };
}
