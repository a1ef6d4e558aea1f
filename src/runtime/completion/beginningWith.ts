import type { Adapter } from "../decoding/adapters/adapter";
import { allowedTokens } from "../decoding/adapters/allowedTokens";
import type { VocabularyTrie } from "../decoding/constraints/vocabularyTrie";
import { nodeOf } from "./healing";

/** Rules out the tokens that do not lead along what was typed: the new text begins with these bytes, whichever tokens spell them. */
export function beginningWith(typed: Uint8Array, trie: VocabularyTrie): Adapter {
  const masks = new Map<number, Int32Array>();
  const about = "Rules out every token that does not go along with what stands before the cursor already (token healing).";
  const name = `begins with ${JSON.stringify(Buffer.from(typed).toString("utf8"))}`;
  const held = allowedTokens({
    name,
    about,
    allowed: ({ text, promptLength }) => {
      const at = lengthOf(text.slice(promptLength), trie);
      const mask = masks.get(at) ?? maskOf(typed.subarray(at), trie);
      masks.set(at, mask);
      return mask;
    },
  });
  return { name, about, apply: (scores, context, state) => (lengthOf(context.text.slice(context.promptLength), trie) >= typed.length ? scores : held.apply(scores, context, state)) };
}

/** Bytes that these tokens spell. */
const lengthOf = (tokens: readonly number[], { bytes }: VocabularyTrie): number => tokens.reduce((sum, token) => sum + (bytes[token]?.length ?? 0), 0);

/** 32 tokens a word: those that begin with the bytes, and those that the bytes begin with. */
function maskOf(bytes: Uint8Array, trie: VocabularyTrie): Int32Array {
  const mask = new Int32Array(Math.ceil(trie.size / 32));
  const allow = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      const token = trie.tokens[i] as number;
      mask[token >>> 5] = (mask[token >>> 5] as number) | (1 << (token & 31));
    }
  };
  for (let length = 1; length <= bytes.length; length++) {
    const node = nodeOf(bytes.subarray(0, length), trie);
    if (node === null) break;
    const behind = length === bytes.length ? (trie.skip[node] as number) : node + 1;
    allow(trie.first[node] as number, trie.first[behind] as number);
  }
  return mask;
}
