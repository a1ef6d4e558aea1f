import type { Adapter } from "./adapter";
import { ruleOut } from "./keep";
import { refuseUnlessTokens } from "./refuseUnless";

/** Rules out these tokens where the text is `length` tokens long: at the beginning of what is generated. */
export function beginSuppressTokens(tokens: readonly number[], length: number): Adapter {
  refuseUnlessTokens("begin_suppress_tokens", tokens);
  return {
    name: tokens.length === 1 ? "a token suppressed at first" : `${tokens.length} tokens suppressed at first`,
    about: "Rules out tokens that the generated text must not begin with.",
    apply: (scores, { text }) => (text.length === length ? ruleOut(scores, tokens) : scores.slice()),
  };
}
