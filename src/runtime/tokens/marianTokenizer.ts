import { setImmediate } from "node:timers/promises";

import type { Tokenizer as NativeTokenizer } from "tokenizers";

import type { TextRange, Token } from "../../protocol/tokens";
import type { Charsmap } from "./convert/charsmap";
import type { PlacedToken } from "./convert/tokenizerJson";
import type { PieceIds } from "./convert/vocabulary";
import { AT_ONCE, rangesIn } from "./libraryTokenizer";
import { pieceBytes, pieceText } from "./pieceText";
import type { Tokenizer, TokenKind } from "./tokenizer";

/** One language of a Marian model. */
export interface MarianSide {
  readonly normalize: Charsmap;
  /** Cuts a normalised text into pieces; its ids mean nothing. */
  readonly pieces: NativeTokenizer;
  /** The pieces that SentencePiece's model of this language has. */
  readonly spelt: ReadonlySet<string>;
  readonly ids: PieceIds;
  /** Found in a text before it is cut. */
  readonly added: readonly PlacedToken[];
  readonly unknown: PlacedToken;
  readonly end: PlacedToken;
  /** Which of the spaces before the first letter a decoded text loses. */
  readonly leading: "all" | "one" | "none";
}

const SPACE = "▁";
const SPELLING = { byteLevel: false, space: SPACE, byteFallback: false, continuing: "", ending: "" };

/**
 * Marian's tokenizer (Junczys-Dowmunt et al. 2018): it reads the source language, and decodes the target language. `>>code<<` at a
 * text's start is one token, the language to translate to.
 */
export class MarianTokenizer implements Tokenizer {
  readonly vocabulary: number;
  readonly about: string;
  readonly forTarget: Tokenizer;
  readonly spacing = { before: true, behind: false };
  readonly #reads: MarianSide;
  readonly #writes: MarianSide;
  readonly #readById: ReadonlyMap<number, string>;
  readonly #writtenById: ReadonlyMap<number, string>;
  readonly #special: ReadonlySet<string>;
  readonly #added: RegExp;

  constructor(reads: MarianSide, writes: MarianSide) {
    this.#reads = reads;
    this.#writes = writes;
    this.#readById = byId(reads.ids);
    this.#writtenById = byId(writes.ids);
    this.#special = new Set(reads.added.filter(token => token.special).map(token => token.content));
    this.#added = anyOf(reads.added.map(token => token.content));
    this.vocabulary = reads.ids.size;
    this.about = `SentencePiece, ${this.vocabulary.toLocaleString("en-US")} tokens`;
    this.forTarget = reads === writes ? this : new MarianTokenizer(writes, writes);
  }

  async encode(text: string): Promise<Token[]> {
    return [...(await this.encodePlain(text)), { ...this.#tokenOf(this.#reads.end.content), range: null }];
  }

  async encodePlain(text: string): Promise<Token[]> {
    const tokens: Token[] = [];
    let from = 0;
    for (const match of text.matchAll(this.#added)) {
      await this.#stretch(text.slice(from, match.index), from, tokens);
      from = match.index + match[0].length;
      tokens.push({ ...this.#tokenOf(match[0]), range: { start: match.index, end: from } });
    }
    await this.#stretch(text.slice(from), from, tokens);
    return tokens;
  }

  decode(ids: readonly number[], options: { readonly skipSpecial?: boolean } = {}): Promise<string> {
    let text = "";
    let stretch: string[] = [];
    for (const id of ids) {
      const piece = this.#writtenById.get(id);
      if (piece === undefined) continue;
      if (!this.#special.has(piece)) stretch.push(piece);
      else if (options.skipSpecial !== true) {
        text += `${this.#joined(stretch)}${piece} `;
        stretch = [];
      }
    }
    return Promise.resolve((text + this.#joined(stretch)).trim());
  }

  token(id: number): TokenKind {
    const piece = this.#readById.get(id);
    if (piece === undefined) return { piece: "", text: `⟨id ${id}⟩`, special: false };
    return this.#special.has(piece) ? { piece, text: piece, special: true } : { piece, text: pieceText(piece, SPELLING), special: false };
  }

  bytes(id: number): Uint8Array | null {
    const piece = this.#readById.get(id);
    return piece === undefined || this.#special.has(piece) ? null : pieceBytes(piece, SPELLING);
  }

  /** Adds the tokens of a text without added tokens, which begins at `offset` of the whole. */
  async #stretch(text: string, offset: number, tokens: Token[]): Promise<void> {
    const codes = [...text.matchAll(LANGUAGE)];
    const bare = text.replaceAll(LANGUAGE, "");
    const [first] = codes;
    // A code elsewhere is left out, as upstream leaves it out.
    if (first?.index === 0) tokens.push({ ...this.#tokenOf(first[0]), range: { start: offset, end: offset + first[0].length } });
    const normalized = this.#reads.normalize(bare);
    const encoding = await this.#reads.pieces.encode(normalized.text, null, { addSpecialTokens: false });
    const rangeOf = rangesIn(normalized.text, encoding);
    for (const [i, piece] of encoding.getTokens().entries()) {
      const at = rangeOf(i) ?? { start: 0, end: 0 };
      const start = normalized.starts[at.start] ?? bare.length;
      const end = at.end > at.start ? normalized.ends[at.end - 1]! : start;
      tokens.push({ ...this.#tokenOf(piece), range: moved({ start, end }, codes, offset) });
      if (i % AT_ONCE === AT_ONCE - 1) await setImmediate();
    }
  }

  #tokenOf(piece: string): Omit<Token, "range"> {
    const id = this.#reads.ids.get(piece) ?? this.#reads.unknown.id;
    return { id, ...this.token(id) };
  }

  /** The text of pieces between special tokens, as the target's SentencePiece joins them: pieces that it does not know stay as they are. */
  #joined(pieces: readonly string[]): string {
    const { spelt, leading } = this.#writes;
    let text = "";
    let strips = leading !== "none";
    for (const piece of pieces) {
      const strip = strips && text === "" && spelt.has(piece) && piece.startsWith(SPACE);
      if (strip && leading === "one") strips = false;
      text += strip ? piece.slice(SPACE.length) : piece;
    }
    return text.replaceAll(SPACE, " ");
  }
}

const LANGUAGE = />>[^\n]+<</g;

/** A range of a text without its language codes as a range of the whole text: a code at an edge is not part of it. */
function moved({ start, end }: TextRange, codes: readonly RegExpExecArray[], offset: number): TextRange {
  let [first, last] = [start, end];
  for (const { index, 0: code } of codes) {
    if (index <= first) first += code.length;
    if (index < last || (start === end && index <= last)) last += code.length;
  }
  return { start: offset + first, end: offset + last };
}

/** Matches whichever of these texts stands at a place, the longest where several do; nothing where there are none. */
function anyOf(texts: readonly string[]): RegExp {
  if (texts.length === 0) return /(?!)/g;
  const escaped = [...texts].sort((a, b) => b.length - a.length).map(text => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return new RegExp(escaped.join("|"), "gu");
}

function byId(ids: PieceIds): ReadonlyMap<number, string> {
  return new Map([...ids].map(([piece, id]) => [id, piece]));
}
