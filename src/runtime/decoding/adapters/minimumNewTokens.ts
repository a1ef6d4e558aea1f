import type { Adapter } from "./adapter";
import { ruleOut } from "./keep";
import { refuseUnlessCount, refuseUnlessTokens } from "./refuseUnless";

/** Rules out the end tokens while fewer than `count` tokens were generated. */
export function minimumNewTokens(count: number, ends: readonly number[]): Adapter {
  refuseUnlessCount("min_new_tokens", count, 0);
  refuseUnlessTokens("eos_token_id", ends);
  return {
    name: `minimum ${count} new tokens`,
    about: "Rules out the end while too few tokens were generated.",
    apply: (scores, { text, promptLength }) => (text.length - promptLength < count ? ruleOut(scores, ends) : scores.slice()),
  };
}
