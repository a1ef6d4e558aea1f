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

/** Of the context, for a suffix behind which nothing has to be computed again, and for one that each keystroke computes anew. */
const SUFFIX_SHARE = 1 / 4;
const MOVED_SUFFIX_SHARE = 1 / 16;
/** Some lines of suffix help more than what they cost, however short the context is. */
const LEAST_SUFFIX = 64;

/** What finds room in a model's `context`: the tokens asked for, as far as new ones leave them room. */
export function budgetFor(layout: Layout, asked: { readonly contextTokens: number; readonly newTokens: number }, context: number): Budget {
  const newTokens = Math.min(asked.newTokens, Math.max(1, Math.floor(context / 2)));
  const prompt = Math.max(1, Math.min(asked.contextTokens, context - newTokens));
  // The keys of a suffix that stands behind the prefix belong to the prefix as it was: typing a letter costs the whole of it.
  const moves = layout.kind === "middle" && layout.order === "prefix first";
  const share = moves ? Math.max(LEAST_SUFFIX, prompt * MOVED_SUFFIX_SHARE) : prompt * SUFFIX_SHARE;
  const suffix = layout.kind === "prefix" ? 0 : Math.floor(Math.min(share, prompt / 4));
  return { prompt, newTokens, suffix, step: Math.max(1, Math.floor(prompt / 4)) };
}
