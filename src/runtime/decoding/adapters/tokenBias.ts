import type { Adapter } from "./adapter";
import { refuseUnless, refuseUnlessTokens } from "./refuseUnless";

/** A token with what is added to its score; −∞ rules it out. */
export type BiasedToken = readonly [token: number, bias: number];

/** Adds a bias to the scores of single tokens. */
export function tokenBias(tokens: readonly BiasedToken[]): Adapter {
  refuseUnless(tokens.every(([, bias]) => bias < Infinity), "token_bias", tokens, "token ids, each with a number");
  refuseUnlessTokens("token_bias", tokens.map(([token]) => token));
  return {
    name: tokens.length === 1 ? "bias on a token" : `bias on ${tokens.length} tokens`,
    about: "Adds a bias to the scores of single tokens.",
    apply: scores => {
      const next = scores.slice();
      for (const [token, bias] of tokens) next[token] = (next[token] as number) + bias;
      return next;
    },
  };
}
