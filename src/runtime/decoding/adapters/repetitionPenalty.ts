import type { Scores } from "../scores";
import type { Adapter } from "./adapter";
import { refuseUnlessPositive } from "./refuseUnless";

/** Lowers the score of every token that is in the text, prompt included: divided by the penalty where positive, else multiplied (Keskar et al. 2019). */
export function repetitionPenalty(penalty: number): Adapter {
  refuseUnlessPositive("repetition_penalty", penalty);
  return {
    name: `repetition penalty ${penalty}`,
    about: "Divides the positive scores of tokens already in the text and multiplies the negative ones (Keskar et al. 2019).",
    apply: (scores, { text }) => penalise(scores, new Set(text), penalty),
  };
}

/** Scores with those of `tokens` divided by the penalty where positive and multiplied where negative. */
export function penalise(scores: Scores, tokens: ReadonlySet<number>, penalty: number): Scores {
  const next = scores.slice();
  for (const token of tokens) {
    const score = next[token] as number;
    next[token] = score < 0 ? score * penalty : score / penalty;
  }
  return next;
}
