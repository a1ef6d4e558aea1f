import type { Adapter } from "./adapter";
import { refuseUnlessPositive } from "./refuseUnless";
import { penalise } from "./repetitionPenalty";

/** Raises the score of every token that is in the source: the repetition penalty's inverse, against words that are made up. */
export function encoderRepetitionPenalty(penalty: number, source: readonly number[]): Adapter {
  refuseUnlessPositive("encoder_repetition_penalty", penalty);
  const tokens = new Set(source);
  return {
    name: `encoder repetition penalty ${penalty}`,
    about: "Multiplies the positive scores of tokens in the source and divides the negative ones, so that the text keeps to them.",
    apply: scores => penalise(scores, tokens, 1 / penalty),
  };
}
