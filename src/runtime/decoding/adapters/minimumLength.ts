import type { Adapter } from "./adapter";
import { ruleOut } from "./keep";
import { refuseUnlessCount, refuseUnlessTokens } from "./refuseUnless";

/** Rules out the end tokens while the text, prompt included, has fewer than `length` tokens. */
export function minimumLength(length: number, ends: readonly number[]): Adapter {
  refuseUnlessCount("min_length", length, 0);
  refuseUnlessTokens("eos_token_id", ends);
  return {
    name: `minimum length ${length}`,
    about: "Rules out the end while the text, prompt included, is too short.",
    apply: (scores, { text }) => (text.length < length ? ruleOut(scores, ends) : scores.slice()),
  };
}
