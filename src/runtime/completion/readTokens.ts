import type { Token } from "../../protocol/tokens";
import type { Tokenizer } from "../tokens/tokenizer";

/**
 * The tokens of a text that a person wrote, ranges in it: where it spells one of the vocabulary's special tokens, it is read as the characters
 * it is, so that no document can speak for the layout. `begins`: whether a space may be put before it, where the vocabulary does so.
 */
export async function readTokens(tokenizer: Tokenizer, text: string, begins: boolean): Promise<Token[]> {
  if (text === "") return [];
  // Behind a line's end the vocabulary adds no space.
  const lead = begins || !tokenizer.spacing.before ? "" : "\n";
  const tokens = moved((await tokenizer.encodePlain(lead + text)).filter(({ range }) => range === null || range.start >= lead.length), -lead.length);
  const at = tokens.findIndex(({ special, range, piece }) => special && range !== null && text.slice(range.start, range.end).trim() === piece);
  const range = tokens[at]?.range;
  if (!range) return tokens;
  const middle = range.start + Math.max(1, Math.floor((range.end - range.start) / 2));
  const before = tokens.slice(0, at);
  const split = await readTokens(tokenizer, text.slice(range.start, middle), false);
  const rest = await readTokens(tokenizer, text.slice(middle), false);
  return [...before, ...moved(split, range.start), ...moved(rest, middle)];
}

/** The tokens with their ranges moved on. */
export const moved = (tokens: readonly Token[], by: number): Token[] => (by === 0 ? [...tokens] : tokens.map(token => ({ ...token, range: token.range && { start: token.range.start + by, end: token.range.end + by } })));
