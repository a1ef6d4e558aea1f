import type { Feed } from "../positions/position";
import type { Described } from "../recipe";

/** Which keys a query may see: one formula for the graph's input and for the picture. */
export interface Mask extends Described {
  /** Keys `from` … `to` − 1 are visible to the query at this index (indices count the sequence, padding included). */
  readonly visible: (query: number) => { readonly from: number; readonly to: number };
  /** Tokens at the start that see each other, where the mask has such a prefix. */
  readonly prefix?: number;
  /** Where a prefix can be opened in it: only for who asks for one, or, as the model was trained, over all that it is given. */
  readonly opens?: "when asked" | "as trained";
}

/** Each token sees all others: encoders. */
export const full: Mask = { about: "full", visible: () => ({ from: 0, to: Infinity }) };

/** Each token sees the past, and those of the prefix see all of the prefix (Liu et al. 2018; Raffel et al. 2019, figure 4). */
export const prefix = (length: number): Mask => ({
  about: `causal behind a full prefix of ${length.toLocaleString("en")} tokens`,
  visible: query => ({ from: 0, to: Math.max(length, query + 1) }),
  prefix: length,
});

/** Each token sees itself and the past. */
export const causal: Mask = { about: "causal", visible: query => ({ from: 0, to: query + 1 }), opens: "when asked" };

/**
 * A prefix language model's, of which nobody has said yet how much it is given (`openedMask` does): until then causal, as what scores each
 * token of a text by those before it needs it (Liu et al. 2018; Raffel et al. 2019, section 3.2.1).
 */
export const prefixLm: Mask = { ...causal, about: "causal behind a full prefix: all that is given", opens: "as trained" };

/** Each token sees itself and `width` − 1 tokens before it (Beltagy et al. 2020; Mistral). */
export const slidingWindow = (width: number): Mask => ({
  about: `causal, window of ${width.toLocaleString("en")} tokens`,
  visible: query => ({ from: Math.max(0, query - width + 1), to: query + 1 }),
});

/** Added to the score of a key that a query may not see: the least float32, so that a row without any key stays finite. */
export const MASKED = -3.4028234663852886e38;

interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * The mask as the graph adds it to the scores: [query, key] for these queries and keys, 0 where visible, {@link MASKED}
 * elsewhere. `padding` marks keys that nobody sees (1 = real token, as in `attention_mask`).
 */
export function maskFeed(mask: Mask, queries: Range, keys: Range, padding?: ArrayLike<number>): Feed {
  const width = keys.to - keys.from;
  const data = new Float32Array((queries.to - queries.from) * width).fill(MASKED);
  for (let query = queries.from; query < queries.to; query++) {
    const seen = mask.visible(query);
    const [from, to] = [Math.max(seen.from, keys.from), Math.min(seen.to, keys.to)];
    const start = (query - queries.from) * width - keys.from;
    data.fill(0, start + from, start + Math.max(from, to));
    if (!padding) continue;
    for (let key = from; key < to; key++) if (padding[key] === 0) data[start + key] = MASKED;
  }
  return { data, shape: [queries.to - queries.from, width] };
}

/** Where a step that begins at token `from` ends: `step` tokens on, or later, so that no token in it sees one behind it. */
export function stepEnd(mask: Mask, from: number, length: number, step: number): number {
  let end = Math.min(from + step, length);
  for (let query = from; query < end; query++) end = Math.max(end, Math.min(length, mask.visible(query).to));
  return end;
}

/** The keys among the first `length` that any of these queries sees. */
export function visibleKeys(mask: Mask, queries: Range, length: number): Range {
  let [from, to] = [length, 0];
  for (let query = queries.from; query < queries.to; query++) {
    const seen = mask.visible(query);
    [from, to] = [Math.min(from, seen.from), Math.max(to, seen.to)];
  }
  return { from, to: Math.min(to, length) };
}
