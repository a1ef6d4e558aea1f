import type { VocabularyTrie } from "../decoding/constraints/vocabularyTrie";

/** The text that new tokens add behind the cursor: their bytes without those that stand there already; a character that is not whole yet is left out. */
export function newText(tokens: readonly number[], typed: Uint8Array, { bytes }: Pick<VocabularyTrie, "bytes">): string {
  const all = Buffer.concat(tokens.map(token => bytes[token] ?? NOTHING));
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(all.subarray(typed.length), { stream: true });
  const broken = text.indexOf("\ufffd");
  return broken < 0 ? text : text.slice(0, broken);
}

const NOTHING = new Uint8Array(0);

/** How many of the tokens it takes to write so many characters behind the cursor. */
export function tokensFor(characters: number, tokens: readonly number[], typed: Uint8Array, trie: Pick<VocabularyTrie, "bytes">): number {
  let count = 0;
  while (count < tokens.length && newText(tokens.slice(0, count), typed, trie).length < characters) count++;
  return count;
}
