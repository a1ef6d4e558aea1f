import type { Adapter } from "./adapter";
import { ruleOut } from "./keep";
import { refuseUnlessTokens } from "./refuseUnless";

/** Rules out these tokens, always. */
export function suppressTokens(tokens: readonly number[]): Adapter {
  refuseUnlessTokens("suppress_tokens", tokens);
  return {
    name: tokens.length === 1 ? "a suppressed token" : `${tokens.length} suppressed tokens`,
    about: "Rules out tokens that must never come.",
    apply: scores => ruleOut(scores, tokens),
  };
}
