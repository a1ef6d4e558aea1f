import type { Graph } from "../../graph/graph";
import type { Value } from "../../graph/value";
import { wholeDistance } from "./wholeDistance";
import type { Feeds, Placed, Position } from "./position";

/** What a distance's vector is multiplied with: the query only, or the query and the key. */
export type RelativeTo = "query" | "query and key";

/** Row of the table for a distance query − key, clipped to the window of `clip` positions on either side, or to a narrower `reach`. */
export const clippedRow = (distance: number, clip: number, reach = clip - 1): number => Math.max(-reach, Math.min(reach, distance)) + clip - 1;

/**
 * Relative position representations (Shaw et al. 2018), their key part, as BERT's `relative_key` has it: a learned vector
 * per clipped distance is multiplied with the query; `relative_key_query` (Huang et al. 2020) multiplies it with the key too. The table
 * has 2 · clip − 1 rows in each layer.
 */
export const relativeVectors = (clip: number, to: RelativeTo, reach = clip - 1): Position => ({
  about: `relative vectors (${to === "query" ? "key part" : "key and query parts"}), distances up to ${reach}`,
  scheme: { kind: "relative", clip, to },
  sizes: { distance: 2 * clip - 1 },
  score: (g, scored) => {
    const byQuery = products(g, scored.q, "query key", "rel.by_query");
    const both = to === "query" ? byQuery : g.add(byQuery, g.transpose(products(g, scored.k, "key query", "rel.by_key"), byQuery.axes));
    return g.multiply(both, g.scalar(scored.scale));
  },
  reaching: distance => relativeVectors(clip, to, wholeDistance(distance, 1, clip - 1)),
  feeds: placed => ({ ...feed("rel.by_query", placed, clip, reach, false), ...(to === "query" ? {} : feed("rel.by_key", placed, clip, reach, true)) }),
});

/** x · table for all distances, then for each pair of tokens the entry of theirs: x [row HEAD d_head] → [HEAD row column]. */
function products(g: Graph, x: Value, rowsAndColumns: string, input: string): Value {
  // Its families have a key head for each query head.
  const [row, head] = x.axes.replace("kv_head", "head").split(" ") as [string, string];
  const table = g.weight("W_rel", "distance d_head");
  const all = g.op("MatMul", [x, g.transpose(table, "d_head distance")], `${row} ${head} distance`);
  const place = g.input(input, `${rowsAndColumns} one`, "int64");
  const found = g.op("GatherND", [g.transpose(all, `${row} distance ${head}`), place], `${rowsAndColumns} ${head}`, { batch_dims: 1 });
  return g.transpose(found, `${head} ${rowsAndColumns}`);
}

function feed(name: string, { at, keys }: Placed, clip: number, reach: number, byKey: boolean): Feeds {
  const [rows, columns] = byKey ? [keys, at] : [at, keys];
  const data = new BigInt64Array(rows.length * columns.length);
  rows.forEach((one, row) => columns.forEach((other, column) => (data[row * columns.length + column] = BigInt(clippedRow(byKey ? other - one : one - other, clip, reach)))));
  return { [name]: { data, shape: [rows.length, columns.length, 1] } };
}
