import type { Token } from "../../protocol/tokens";
import type { VocabularyTrie } from "../decoding/constraints/vocabularyTrie";
import type { Tokenizer } from "../tokens/tokenizer";

/** What stays of the tokens before the cursor, and the bytes of those taken back, with which the new text has to begin. */
export interface Healed {
  readonly kept: number;
  readonly typed: Uint8Array;
}

/** Tokens that are taken back, at most. */
const MOST = 4;

const NOTHING = new Uint8Array(0);

/**
 * Takes back the last tokens of a text as far as the vocabulary has longer tokens that begin with them: where the cursor stands, a word would
 * have been cut otherwise (token healing; Lundberg 2023). `tokens` are those of `text`, which ends at the cursor; at least `least` stay.
 */
export function healed(tokens: readonly Token[], text: string, tokenizer: Tokenizer, trie: VocabularyTrie, least: number): Healed {
  let best: Healed = { kept: tokens.length, typed: unread(tokens, text, tokenizer) };
  // A space that the tokens do not hold yet is the beginning of the next word's token.
  if (best.typed.length > 0) return best;
  let bytes = NOTHING;
  for (let kept = tokens.length - 1; kept >= Math.max(least, tokens.length - MOST); kept--) {
    const own = tokenizer.bytes((tokens[kept] as Token).id);
    if (own === null || own.length === 0) break;
    bytes = Uint8Array.from([...own, ...bytes]);
    const typed = asTyped(bytes, text, tokenizer);
    if (typed === null) break;
    if (isExtended(typed, trie)) best = { kept, typed };
  }
  return best;
}

/** Tokens of one word that are taken back, at most. */
const MOST_OF_WORD = 16;

/**
 * Takes back the whole word in which a text ends, so that what stands before it is the same for each of its letters: an encoder need not read it
 * again. Null where no word ends there, or where the vocabulary cannot spell it as it stands.
 */
export function healedWord(tokens: readonly Token[], text: string, tokenizer: Tokenizer): Healed | null {
  const word = /\S*$/.exec(text)?.[0] ?? "";
  const kept = tokens.findIndex(({ range }) => range !== null && range.end > text.length - word.length);
  const own = tokens.slice(kept).map(({ id }) => tokenizer.bytes(id));
  if (word === "" || kept < 0 || own.length > MOST_OF_WORD) return null;
  const bytes = Uint8Array.from(own.flatMap(one => [...(one ?? NOTHING)]));
  const typed = asTyped(bytes, text, tokenizer);
  const spelt = Buffer.from(typed ?? NOTHING).toString("utf8");
  return typed !== null && (spelt === word || spelt === ` ${word}`) ? { kept, typed } : null;
}

/** A space before the cursor that is in no token, where the vocabulary puts it at the beginning of the next one. */
function unread(tokens: readonly Token[], text: string, { spacing }: Tokenizer): Uint8Array {
  if (!spacing.before || spacing.behind) return NOTHING;
  const end = tokens.at(-1)?.range?.end ?? 0;
  return /^\s*$/.test(text.slice(end)) && (end < text.length || text === "") ? Uint8Array.of(0x20) : NOTHING;
}

/** The bytes without a space that the vocabulary adds and nobody typed; null where the tokens spell another text than was typed. */
function asTyped(bytes: Uint8Array, text: string, { spacing }: Tokenizer): Uint8Array | null {
  const end = Buffer.from(text.slice(-bytes.length), "utf8");
  const isEnd = (own: Uint8Array): boolean => own.length <= end.length && end.subarray(end.length - own.length).equals(own);
  if (isEnd(bytes)) return bytes;
  if (spacing.behind && bytes.at(-1) === 0x20 && isEnd(bytes.subarray(0, -1))) return bytes.subarray(0, -1);
  // The space with which a text begins is among its tokens, and so will it be among the new ones.
  return spacing.before && bytes[0] === 0x20 && isEnd(bytes.subarray(1)) ? bytes : null;
}

/** Whether there is a token of more than these bytes that begins with them. */
function isExtended(bytes: Uint8Array, trie: VocabularyTrie): boolean {
  const node = nodeOf(bytes, trie);
  return node !== null && (trie.skip[node] as number) > node + 1;
}

/** The trie's node behind these bytes; null where no token begins with them. */
export function nodeOf(bytes: Uint8Array, { byte, skip }: VocabularyTrie): number | null {
  let [node, end] = [0, byte.length];
  for (let i = 0; i < bytes.length; i++) {
    while (node < end && byte[node] !== bytes[i]) node = skip[node] as number;
    if (node >= end) return null;
    if (i === bytes.length - 1) return node;
    end = skip[node] as number;
    node++;
  }
  return null;
}
