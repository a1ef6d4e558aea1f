import type { Tokenizer } from "../tokens/tokenizer";

/** Whether each id stands for the same piece in both. */
export function sameTokens(one: Tokenizer, other: Tokenizer): boolean {
  if (one.vocabulary !== other.vocabulary) return false;
  for (let id = 0; id < one.vocabulary; id++) if (one.token(id).piece !== other.token(id).piece) return false;
  return true;
}
