import type { Position } from "./position";
import { wholeDistance } from "./wholeDistance";

/** Whether later tokens can be keys: in an encoder, not in a causal decoder. */
export type Sides = "both" | "past";

/**
 * T5's bucket of a distance key − query (Raffel et al. 2019, section 2.1): near distances have one each, far ones share by
 * logarithm up to `farthest`; with "both" sides, later keys have the second half of the buckets.
 */
export function bucketOf(distance: number, buckets: number, farthest: number, sides: Sides): number {
  const half = sides === "both" ? Math.floor(buckets / 2) : buckets;
  const first = sides === "both" && distance > 0 ? half : 0;
  const far = sides === "both" ? Math.abs(distance) : Math.max(-distance, 0);
  const exact = Math.floor(half / 2);
  if (far < exact) return first + far;
  // In float32 as upstream: at a power of two the last bit decides the bucket.
  const share = Math.fround(Math.fround(Math.log(Math.fround(far / exact))) / Math.log(farthest / exact));
  return first + Math.min(half - 1, exact + Math.trunc(Math.fround(share * (half - exact))));
}

/** Relative position bias (Raffel et al. 2019): a learned number per head and bucket of distances joins the scores of every layer. */
export const bucketBias = (buckets: number, farthest: number, sides: Sides): Position => ({
  about: `relative bias, ${buckets} buckets of distances up to ${farthest}`,
  scheme: { kind: "buckets", buckets, farthest, sides },
  sizes: { bucket: buckets },
  score: (g, { heads }) => {
    const bias = g.stackWeight("rel.W_bias", "bucket head");
    const perHead = heads(bias);
    const axis = perHead.axes.split(" ")[1] as string;
    const place = g.input("rel.buckets", "query key", "int64");
    return g.once(`relative bias of ${axis}`, () => g.transpose(g.gather(perHead, "bucket", place), `${axis} query key`));
  },
  // Near distances keep a bucket each: the others need room behind them.
  reaching: distance => bucketBias(buckets, wholeDistance(distance, buckets, 1_000_000), sides),
  feeds: ({ at, keys }) => {
    const data = new BigInt64Array(at.length * keys.length);
    at.forEach((query, row) => keys.forEach((key, column) => (data[row * keys.length + column] = BigInt(bucketOf(key - query, buckets, farthest, sides)))));
    return { "rel.buckets": { data, shape: [at.length, keys.length] } };
  },
});
