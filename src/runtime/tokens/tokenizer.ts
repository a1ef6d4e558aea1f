import { setImmediate } from "node:timers/promises";

import { Tokenizer as NativeTokenizer } from "tokenizers";

import { Problem } from "../../protocol/problem";
import type { Token } from "../../protocol/tokens";
import type { Checkpoint } from "../checkpoints/checkpoint";
import { openReadable, whyUnreadable } from "../checkpoints/readableFile";
import { utf16Positions } from "./codePoints";
import { pieceText } from "./pieceText";
import { tokenizerFacts, type TokenizerFacts, undefinedInTemplate } from "./tokenizerFile";

/** A token by itself, apart from any text. */
export type TokenKind = Pick<Token, "piece" | "text" | "special">;

/** Turns text into tokens that know their text, and back. Stands on Hugging Face's `tokenizers`. */
export interface Tokenizer {
  /** Tokens of `text` with the special tokens that the tokenizer's template adds. Nothing is cut or padded. */
  encode(text: string): Promise<Token[]>;
  /** Tokens of `text` alone. */
  encodePlain(text: string): Promise<Token[]>;
  /** The text of `ids`; `skipSpecial` leaves special tokens out. Ids outside the vocabulary give nothing. */
  decode(ids: readonly number[], options?: { readonly skipSpecial?: boolean }): Promise<string>;
  /** The token with this id; ids outside the vocabulary (rows that pad an embedding) are shown by number. */
  token(id: number): TokenKind;
  /** Number of tokens, added ones included. */
  readonly vocabulary: number;
  /** For a person: "BPE, 2,048 tokens". */
  readonly about: string;
}

/** Tokens turned into objects before the event loop gets its turn: a few milliseconds' work. */
const AT_ONCE = 10_000;

/**
 * Opens a checkpoint's `tokenizer.json`. Its own truncation and padding are switched off. Throws a Problem:
 * `tokenizer-missing` or `tokenizer-damaged`.
 */
export async function openTokenizer(checkpoint: Pick<Checkpoint, "folder" | "tokenizerFile">): Promise<Tokenizer> {
  const file = checkpoint.tokenizerFile;
  if (file === null) {
    throw new Problem("tokenizer-missing", `${checkpoint.folder} has no tokenizer.json.`, {
      remedy: "Save it in Python: AutoTokenizer.from_pretrained(folder).save_pretrained(folder).",
    });
  }
  const json = await readText(file);
  try {
    const native = NativeTokenizer.fromString(json);
    native.disableTruncation();
    native.disablePadding();
    const parsed: unknown = JSON.parse(json);
    const missing = undefinedInTemplate(parsed);
    if (missing !== null) throw new Error(`its template uses the special token ${missing}, which it does not define`);
    return new FileTokenizer(native, tokenizerFacts(parsed));
  } catch (cause) {
    throw new Problem("tokenizer-damaged", `${file} is not a tokenizer that can be used: ${cause instanceof Error ? cause.message : String(cause)}`, {
      remedy: "Download the file again, or save it anew in Python with AutoTokenizer.",
      cause,
    });
  }
}

class FileTokenizer implements Tokenizer {
  readonly vocabulary: number;
  readonly about: string;
  readonly #native: NativeTokenizer;
  readonly #facts: TokenizerFacts;
  readonly #kinds = new Map<number, TokenKind>();

  constructor(native: NativeTokenizer, facts: TokenizerFacts) {
    this.#native = native;
    this.#facts = facts;
    this.vocabulary = native.getVocabSize(true);
    this.about = `${facts.model}, ${this.vocabulary.toLocaleString("en-US")} tokens`;
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

  #kindOf(id: number): TokenKind {
    const added = this.#facts.added.get(id);
    if (added !== undefined) return { piece: added.content, text: added.content, special: added.special };
    const piece = this.#native.idToToken(id);
    if (piece === null) return { piece: "", text: `⟨id ${id}⟩`, special: false };
    return { piece, text: pieceText(piece, this.#facts.spelling), special: false };
  }

  async #encode(text: string, addSpecialTokens: boolean): Promise<Token[]> {
    const encoding = await this.#native.encode(text, null, { addSpecialTokens });
    const position = utf16Positions(text);
    const ids = encoding.getIds();
    const tokens: Token[] = [];
    for (let i = 0; i < ids.length; i++) {
      // One by one: all offsets at once would hold the event loop for a quarter of a second at a million characters.
      const place = encoding.tokenToChars(i) ?? null;
      const range = place && { start: position(place[0]), end: position(place[1]) };
      tokens.push({ id: ids[i]!, ...this.token(ids[i]!), range });
      if (i % AT_ONCE === AT_ONCE - 1) await setImmediate();
    }
    return tokens;
  }
}

async function readText(file: string): Promise<string> {
  try {
    const opened = await openReadable(file);
    try {
      return await opened.handle.readFile("utf8");
    } finally {
      await opened.handle.close();
    }
  } catch (error) {
    const why = await whyUnreadable(file, error);
    throw why.code === "model-gone" ? why : new Problem("tokenizer-damaged", why.message, { cause: error, remedy: "Download the file again." });
  }
}
