import type { Adapter } from "./adapter";
import { refuseUnless, refuseUnlessTokens } from "./refuseUnless";
import { biased, type BiasedSequence } from "./sequenceBias";

/** Rules out tokens that would complete one of the words, each a sequence of tokens. */
export function badWords(words: readonly (readonly number[])[]): Adapter {
  refuseUnless(words.length > 0, "bad_words_ids", words, "a list of words, each a list of token ids");
  for (const word of words) refuseUnlessTokens("bad_words_ids", word);
  const sequences = words.map((word): BiasedSequence => [word, -Infinity]);
  return {
    name: words.length === 1 ? "a bad word" : `${words.length} bad words`,
    about: "Rules out tokens that would complete a word which must not occur.",
    apply: (scores, { text }) => biased(scores, text, sequences),
  };
}
