import type { Described } from "../recipe";

/** Which keys a query may see: one formula for the graph's input and for the picture. */
export interface Mask extends Described {
  /** Keys `from` … `to` − 1 are visible to the query at this index (indices count the sequence, padding included). */
  readonly visible: (query: number) => { readonly from: number; readonly to: number };
}

/** Each token sees itself and the past. */
export const causal: Mask = { about: "causal", visible: query => ({ from: 0, to: query + 1 }) };

/** Each token sees itself and `width` − 1 tokens before it (Beltagy et al. 2020; Mistral). */
export const slidingWindow = (width: number): Mask => ({
  about: `causal, window of ${width.toLocaleString("en")} tokens`,
  visible: query => ({ from: Math.max(0, query - width + 1), to: query + 1 }),
});

/** Added to the score of a key that a query may not see: the least float32, so that a row without any key stays finite. */
export const MASKED = -3.4028234663852886e38;

/**
 * The mask as the graph adds it to the scores: [query, key], 0 where visible, {@link MASKED} elsewhere.
 * `padding` marks keys that nobody sees (1 = real token, as in `attention_mask`).
 */
export function maskRows(mask: Mask, queries: { readonly from: number; readonly to: number }, keys: number, padding?: ArrayLike<number>): Float32Array {
  const rows = new Float32Array((queries.to - queries.from) * keys).fill(MASKED);
  for (let query = queries.from; query < queries.to; query++) {
    const { from, to } = mask.visible(query);
    const start = (query - queries.from) * keys;
    rows.fill(0, start + from, start + Math.min(to, keys));
    if (!padding) continue;
    for (let key = from; key < Math.min(to, keys); key++) if (padding[key] === 0) rows[start + key] = MASKED;
  }
  return rows;
}
