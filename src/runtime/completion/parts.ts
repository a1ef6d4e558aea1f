import type { Token } from "../../protocol/tokens";
import type { Tokenizer } from "../tokens/tokenizer";
import { readAgain } from "./readAgain";
import { moved } from "./readTokens";
import { steadyStart } from "./steadyStart";

/** Characters that are read for each token that finds room: more than a token has in most texts, so that long documents cost no more than short ones. */
const CHARACTERS = 6;

/** The end of the text before the cursor. */
export interface PrefixPart {
  /** Ranges in the whole text before the cursor. */
  readonly tokens: readonly Token[];
  /** Tokens at the beginning of what was read that found no room. */
  readonly cut: number;
}

/** The last tokens of a text, `most` of them or up to `step` fewer: where it has to be cut, at a line start that stays the same for many keystrokes. */
export async function prefixPart(tokenizer: Tokenizer, text: string, most: number, step: number): Promise<PrefixPart> {
  if (most <= 0) return { tokens: [], cut: 0 };
  const characters = most * CHARACTERS;
  const by = Math.min(step, Math.floor(most / 2));
  const start = text.length <= characters ? 0 : steadyStart(text, text.length - characters, text.length - characters + by * CHARACTERS);
  const tail = text.slice(start);
  const tokens = await readAgain(tokenizer, tail, start === 0);
  if (tokens.length <= most) return { tokens: moved(tokens, start), cut: 0 };
  const startOf = (index: number): number => tokens[Math.min(index, tokens.length - 1)]?.range?.start ?? 0;
  const first = tokens.length - most;
  const place = steadyStart(tail, startOf(first), startOf(first + by));
  const from = tokens.findIndex(({ range }, i) => i >= first && (range?.start ?? 0) >= place);
  return { tokens: moved(tokens.slice(from < 0 ? first : from), start), cut: from < 0 ? first : from };
}

/** The first tokens of the text behind the cursor, `most` at most: whole lines, where half of them find room. */
export async function suffixPart(tokenizer: Tokenizer, text: string, most: number): Promise<readonly Token[]> {
  const tokens = await readAgain(tokenizer, text.slice(0, most * CHARACTERS), false);
  return headOf(tokens, most);
}

/** The first tokens of another file, `most` at most: whole lines, where half of them find room. */
export async function neighbourPart(tokenizer: Tokenizer, text: string, most: number): Promise<readonly Token[]> {
  return headOf(await readAgain(tokenizer, text.slice(0, most * CHARACTERS), false), most);
}

function headOf(tokens: readonly Token[], most: number): readonly Token[] {
  if (tokens.length <= most) return tokens;
  const lines = tokens.slice(0, most).findLastIndex(({ text }) => text.includes("\n"));
  return tokens.slice(0, lines + 1 >= most / 2 ? lines + 1 : most);
}
