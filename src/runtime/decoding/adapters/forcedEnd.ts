import type { Adapter } from "./adapter";
import { keepOnly } from "./keep";
import { refuseUnlessTokens } from "./refuseUnless";

/** Lets nothing but these tokens come last in a text of `longest` tokens. */
export function forcedEnd(tokens: readonly number[], longest: number): Adapter {
  refuseUnlessTokens("forced_eos_token_id", tokens);
  return {
    name: `forced end ${tokens.join(" or ")}`,
    about: "Lets nothing but an end token come where the text reaches its greatest length.",
    apply: (scores, { text }) => (text.length === longest - 1 ? keepOnly(scores, tokens) : scores.slice()),
  };
}
