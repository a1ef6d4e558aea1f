import { VocabularyTrie } from "../decoding/constraints/vocabularyTrie";
import type { Tokenizer } from "../tokens/tokenizer";

/** Tries are large and the same for all texts of a tokenizer. */
const tries = new WeakMap<Tokenizer, VocabularyTrie>();

/** The tokens that the model writes by their bytes; `vocabulary` counts the model's, which may be more than the tokenizer's. */
export function vocabularyTrieOf(tokenizer: Tokenizer, vocabulary: number): VocabularyTrie {
  const writes = tokenizer.forTarget;
  const known = tries.get(writes);
  if (known?.size === vocabulary) return known;
  const trie = new VocabularyTrie(Array.from({ length: vocabulary }, (_, token) => writes.bytes(token)));
  tries.set(writes, trie);
  return trie;
}
