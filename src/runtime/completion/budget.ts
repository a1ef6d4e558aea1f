import type { Layout } from "./layout";

/** How many tokens of a prompt each of its parts may take. */
export interface Budget {
  /** All parts together. */
  readonly prompt: number;
  readonly newTokens: number;
  readonly suffix: number;
  /** By so much a part that has to be cut is cut at once. */
  readonly step: number;
}

/** What stands behind the cursor takes this share of a prompt: it is computed again whenever it changes, and what is before the cursor says more. */
const SUFFIX_SHARE = 1 / 8;
/** Some lines of it help more than they cost, however short the context is. */
const LEAST_SUFFIX = 64;

/** What finds room in a model's `context`: the tokens asked for, as far as new ones leave them room. */
export function budgetFor({ kind }: Layout, asked: { readonly contextTokens: number; readonly newTokens: number }, context: number): Budget {
  const newTokens = Math.min(asked.newTokens, Math.max(1, Math.floor(context / 2)));
  const prompt = Math.max(1, Math.min(asked.contextTokens, context - newTokens));
  // An encoder reads everything anew for each keystroke: a suffix costs no more than a prefix there.
  const share = kind === "sentinel" ? prompt / 4 : Math.max(LEAST_SUFFIX, prompt * SUFFIX_SHARE);
  return { prompt, newTokens, suffix: kind === "prefix" ? 0 : Math.floor(Math.min(share, prompt / 4)), step: Math.max(1, Math.floor(prompt / 4)) };
}
