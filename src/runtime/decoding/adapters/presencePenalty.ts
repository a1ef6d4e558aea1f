import type { Adapter } from "./adapter";
import { refuseUnlessFinite } from "./refuseUnless";

/** Lowers the score of every token that was generated, once, by `penalty`. */
export function presencePenalty(penalty: number): Adapter {
  refuseUnlessFinite("presence_penalty", penalty);
  return {
    name: `presence penalty ${penalty}`,
    about: "Takes the penalty off the score of every token generated so far, once; the prompt does not count.",
    apply: (scores, { text, promptLength }) => {
      const next = scores.slice();
      for (const token of new Set(text.slice(promptLength))) next[token] = (next[token] as number) - penalty;
      return next;
    },
  };
}
