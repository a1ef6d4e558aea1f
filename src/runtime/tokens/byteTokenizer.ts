import { BYTE_ALPHABET } from "./pieceText";

/** What {@link byteTokenizer} calls the token that ends a text. */
export const END_OF_TEXT = "<|endoftext|>";

/**
 * A `tokenizer.json` that gives one token for each byte of UTF-8 (its value is the id), so that a model without a trained
 * tokenizer can read any text. Ids from 256 to `vocabulary` exist but stand for no text; `endOfText`, if it is one of them,
 * is a special token.
 */
export function byteTokenizer(vocabulary: number, endOfText?: unknown): Record<string, unknown> {
  const pieces = Array.from({ length: vocabulary }, (_, id) => BYTE_ALPHABET[id] ?? `<unused${id}>`);
  const ends = typeof endOfText === "number" && endOfText >= 256 && Number.isInteger(endOfText) && endOfText < vocabulary;
  if (ends) pieces[endOfText] = END_OF_TEXT;
  const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: false };
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: ends ? [{ id: endOfText, content: END_OF_TEXT, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }] : [],
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: { type: "BPE", dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: false, byte_fallback: false, vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])), merges: [] },
  };
}
