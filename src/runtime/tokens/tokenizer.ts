import type { Token } from "../../protocol/tokens";

/** A token by itself, apart from any text. */
export type TokenKind = Pick<Token, "piece" | "text" | "special">;

/** Turns text into tokens that know their text, and back. */
export interface Tokenizer {
  /** Tokens of `text` with the special tokens that the tokenizer's template adds. Nothing is cut or padded. */
  encode(text: string): Promise<Token[]>;
  /** Tokens of `text` alone. */
  encodePlain(text: string): Promise<Token[]>;
  /** The text of `ids`; `skipSpecial` leaves special tokens out. Ids outside the vocabulary give nothing. */
  decode(ids: readonly number[], options?: { readonly skipSpecial?: boolean }): Promise<string>;
  /** The token with this id; ids outside the vocabulary (rows that pad an embedding) are shown by number. */
  token(id: number): TokenKind;
  /** The bytes of UTF-8 that the token stands for within a text; null for special tokens and ids outside the vocabulary. */
  bytes(id: number): Uint8Array | null;
  /** Whether the first piece of a text may carry a space that decoding drops, or the last one. */
  readonly spacing: { readonly before: boolean; readonly behind: boolean };
  /** Reads texts in the language that the model writes: another one for Marian, the same for all others. */
  readonly forTarget: Tokenizer;
  /** Number of tokens, added ones included. */
  readonly vocabulary: number;
  /** For a person: "BPE, 2,048 tokens". */
  readonly about: string;
}
