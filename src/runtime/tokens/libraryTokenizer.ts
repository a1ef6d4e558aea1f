import { setImmediate } from "node:timers/promises";

import { type Encoding, Tokenizer as NativeTokenizer } from "tokenizers";

import type { Token } from "../../protocol/tokens";
import { utf16Positions } from "./codePoints";
import { pieceBytes, pieceText } from "./pieceText";
import type { Tokenizer, TokenKind } from "./tokenizer";
import { tokenizerFacts, type TokenizerFacts, undefinedInTemplate } from "./tokenizerFile";

/** Tokens turned into objects before the event loop gets its turn: a few milliseconds' work. */
export const AT_ONCE = 10_000;

/** A tokenizer of Hugging Face's `tokenizers`. */
export class LibraryTokenizer implements Tokenizer {
  readonly vocabulary: number;
  readonly about: string;
  readonly #native: NativeTokenizer;
  readonly #facts: TokenizerFacts;
  readonly #kinds = new Map<number, TokenKind>();

  private constructor(native: NativeTokenizer, facts: TokenizerFacts) {
    this.#native = native;
    this.#facts = facts;
    this.vocabulary = native.getVocabSize(true);
    this.about = `${facts.model}, ${this.vocabulary.toLocaleString("en-US")} tokens`;
  }

  /** Of the content of a `tokenizer.json`; its truncation and padding are switched off. Throws the library's error about it. */
  static of(json: string): LibraryTokenizer {
    const native = NativeTokenizer.fromString(json);
    native.disableTruncation();
    native.disablePadding();
    const parsed: unknown = JSON.parse(json);
    const missing = undefinedInTemplate(parsed);
    if (missing !== null) throw new Error(`its template uses the special token ${missing}, which it does not define`);
    return new LibraryTokenizer(native, tokenizerFacts(parsed));
  }

  get spacing(): Tokenizer["spacing"] {
    const { space, continuing, ending } = this.#facts.spelling;
    return { before: space !== null || continuing !== "", behind: ending !== "" };
  }

  get forTarget(): Tokenizer {
    return this;
  }

  encode(text: string): Promise<Token[]> {
    return this.#encode(text, true);
  }

  encodePlain(text: string): Promise<Token[]> {
    return this.#encode(text, false);
  }

  async decode(ids: readonly number[], options: { readonly skipSpecial?: boolean } = {}): Promise<string> {
    return this.#native.decode([...ids], options.skipSpecial ?? false);
  }

  token(id: number): TokenKind {
    let kind = this.#kinds.get(id);
    if (kind === undefined) this.#kinds.set(id, (kind = this.#kindOf(id)));
    return kind;
  }

  bytes(id: number): Uint8Array | null {
    const added = this.#facts.added.get(id);
    if (added !== undefined) return added.special ? null : new TextEncoder().encode(added.content);
    const piece = this.#native.idToToken(id);
    return piece === null ? null : pieceBytes(piece, this.#facts.spelling);
  }

  #kindOf(id: number): TokenKind {
    const added = this.#facts.added.get(id);
    if (added !== undefined) return { piece: added.content, text: added.content, special: added.special };
    const piece = this.#native.idToToken(id);
    if (piece === null) return { piece: "", text: `⟨id ${id}⟩`, special: false };
    return { piece, text: pieceText(piece, this.#facts.spelling), special: false };
  }

  async #encode(text: string, addSpecialTokens: boolean): Promise<Token[]> {
    const encoding = await this.#native.encode(text, null, { addSpecialTokens });
    const ids = encoding.getIds();
    const rangeOf = rangesIn(text, encoding);
    const tokens: Token[] = [];
    for (let i = 0; i < ids.length; i++) {
      tokens.push({ id: ids[i]!, ...this.token(ids[i]!), range: rangeOf(i) });
      if (i % AT_ONCE === AT_ONCE - 1) await setImmediate();
    }
    return tokens;
  }
}

/** The range of an encoding's i-th token in `text`, in UTF-16 code units; null where it comes from no text. */
export function rangesIn(text: string, encoding: Encoding): (i: number) => Token["range"] {
  const position = utf16Positions(text);
  return i => {
    // One by one: all offsets at once would hold the event loop for a quarter of a second at a million characters.
    const place = encoding.tokenToChars(i) ?? null;
    return place && { start: position(place[0]), end: position(place[1]) };
  };
}
