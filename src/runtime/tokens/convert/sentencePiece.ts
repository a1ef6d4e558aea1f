import { bytePairModel, type BytePairs } from "./bytePairFiles";
import { PIECE, type SentencePieceModel } from "./sentencePieceModel";
import { damaged, type JsonObject } from "./tokenizerFolder";
import type { PlacedToken, TokenizerParts } from "./tokenizerJson";
import { flag, plainToken, type TokenizerSettings } from "./tokenizerSettings";
import type { PieceIds, Vocabulary } from "./vocabulary";

/** What stands for a space. */
const SPACE = "▁";

/**
 * Where a space is put before a text that has none: before every stretch between special tokens (what upstream calls legacy),
 * before the first only, or nowhere.
 */
export type Prefix = "always" | "first" | "never";

/** The pieces of a SentencePiece model with their ids. */
export function pieceIds({ pieces }: SentencePieceModel): PieceIds {
  return new Map(pieces.map(({ piece }, id) => [piece, id]));
}

/** The model's control symbols and user-defined symbols as tokens that are found in a text before it is cut. */
export function symbolsOf({ pieces }: SentencePieceModel): PlacedToken[] {
  return pieces.flatMap(({ piece, kind }, id) => (kind === PIECE.control || kind === PIECE.userDefined ? [{ id, ...plainToken(piece, { special: kind === PIECE.control }) }] : []));
}

/** How SentencePiece makes pieces of a text, and a text of pieces, as parts of a tokenizer.json. */
export function sentencePiece(model: SentencePieceModel, prefix: Prefix): Pick<TokenizerParts, "normalizer" | "pre_tokenizer" | "decoder"> {
  const scheme = model.normalizer.addDummyPrefix ? prefix : "never";
  return { ...waysIn(model, scheme), decoder: model.byteFallback ? bytesDecoder(scheme) : metaspace(scheme) };
}

/** Where the settings put a space before a text that has none: `add_prefix_space`, and `legacy`, whose default is true. */
export function prefixOf(settings: TokenizerSettings): Prefix {
  if (!flag(settings, "add_prefix_space", true)) return "never";
  return flag(settings, "legacy", true) ? "always" : "first";
}

/**
 * The `model` of a tokenizer.json for these pieces and the tokens behind them: Unigram (Kudo 2018), or BPE, which joins of two
 * neighbours the pair whose joint piece has the greatest score. Throws the Problem `tokenizer-damaged`.
 */
export function sentencePieceModel(model: SentencePieceModel, vocabulary: Vocabulary, settings: TokenizerSettings): JsonObject {
  if (model.algorithm === "BPE") {
    return bytePairModel(vocabulary.ids, mergesOf(model), { unknown: model.pieces[model.unknown]!.piece, fuseUnknown: true, byteFallback: model.byteFallback });
  }
  const first = model.pieces.length;
  const behind = vocabulary.added.filter(({ id }) => id >= first).sort((a, b) => a.id - b.id);
  for (const [i, { id, content }] of behind.entries()) {
    if (id !== first + i) throw damaged(settings.file, `${JSON.stringify(content)} has the id ${id}, and no token has the id ${first + i}`);
  }
  return unigramModel(model, behind.map(({ content }) => content));
}

/** A Unigram model: pieces with log-probabilities, and tokens with the ids behind them. */
export function unigramModel({ pieces, unknown, byteFallback }: SentencePieceModel, behind: readonly string[]): JsonObject {
  const vocab: [string, number][] = [...pieces.map(({ piece, score }): [string, number] => [piece, score]), ...behind.map((piece): [string, number] => [piece, 0])];
  return { type: "Unigram", unk_id: unknown, vocab, byte_fallback: byteFallback };
}

/** Every way in which a piece is made of two, best piece first; ways of one piece by the ids of the two. */
function mergesOf({ pieces }: SentencePieceModel): BytePairs["merges"] {
  const ids = new Map(pieces.flatMap(({ piece, kind }, id) => (kind === PIECE.normal || kind === PIECE.userDefined ? [[piece, id] as const] : [])));
  const merges = [...ids].flatMap(([piece, id]) => {
    const ways: { left: string; right: string; score: number }[] = [];
    for (let at = 1; at < piece.length; at++) {
      const [left, right] = [piece.slice(0, at), piece.slice(at)];
      if (ids.has(left) && ids.has(right)) ways.push({ left, right, score: pieces[id]!.score });
    }
    return ways.sort((a, b) => ids.get(a.left)! - ids.get(b.left)! || ids.get(a.right)! - ids.get(b.right)!);
  });
  return merges.sort((a, b) => b.score - a.score || b.left.length - a.left.length || b.right.length - a.right.length).map(({ left, right }) => [left, right] as const);
}

function waysIn(model: SentencePieceModel, prefix: Prefix): { normalizer: JsonObject | null; pre_tokenizer: JsonObject | null } {
  const { charsmap, rules, removeExtraWhitespaces } = model.normalizer;
  const start: JsonObject[] = charsmap.length === 0 ? [] : [{ type: "Precompiled", precompiled_charsmap: Buffer.from(charsmap).toString("base64") }];
  const words = isOfWords(model);

  if (!removeExtraWhitespaces) {
    const spaces: JsonObject[] = [...(prefix === "always" ? [{ type: "Prepend", prepend: SPACE }] : []), replace({ String: " " }, SPACE)];
    // Without words to cut, a piece may run over several: the text stays whole.
    return prefix === "first"
      ? { normalizer: sequence(start), pre_tokenizer: { ...metaspace(prefix), split: false } }
      : { normalizer: sequence([...start, ...spaces]), pre_tokenizer: null };
  }
  if (prefix !== "always") {
    const strip = { type: "Strip", strip_left: prefix === "never", strip_right: true };
    return { normalizer: sequence([...start, strip, replace({ Regex: " {2,}" }, SPACE)]), pre_tokenizer: { ...metaspace(prefix), split: words } };
  }
  // These rules make a space of a literal ▁, so that the words are what lies between spaces, and get ranges without them.
  if (words && rules.startsWith("nmt_")) {
    return { normalizer: sequence(start), pre_tokenizer: { type: "Sequence", pretokenizers: [{ type: "Split", pattern: { Regex: " +" }, behavior: "Removed", invert: false }, metaspace(prefix)] } };
  }
  const trimmed = [replace({ Regex: "\\A +" }, ""), replace({ Regex: `[ ${SPACE}]+\\z` }, ""), replace({ Regex: " {2,}" }, " ")];
  return {
    normalizer: sequence([...start, ...trimmed, { type: "Prepend", prepend: SPACE }, replace({ String: " " }, SPACE)]),
    pre_tokenizer: words ? { type: "Split", pattern: { String: SPACE }, behavior: "MergedWithNext", invert: false } : null,
  };
}

/** Whether no piece runs over a space, so that words can be cut one by one. */
function isOfWords({ pieces }: SentencePieceModel): boolean {
  return pieces.some(({ piece }) => piece === SPACE) && !pieces.some(({ piece }) => piece.includes(SPACE, 1));
}

function bytesDecoder(prefix: Prefix): JsonObject {
  const decoders: JsonObject[] = [replace({ String: SPACE }, " "), { type: "ByteFallback" }, { type: "Fuse" }];
  if (prefix !== "never") decoders.push({ type: "Strip", content: " ", start: 1, stop: 0 });
  return { type: "Sequence", decoders };
}

function metaspace(prefix: Prefix): JsonObject {
  return { type: "Metaspace", replacement: SPACE, prepend_scheme: prefix, split: true };
}

function replace(pattern: JsonObject, content: string): JsonObject {
  return { type: "Replace", pattern, content };
}

function sequence(normalizers: readonly JsonObject[]): JsonObject | null {
  return normalizers.length === 0 ? null : { type: "Sequence", normalizers };
}
