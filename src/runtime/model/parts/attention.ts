import type { Graph } from "../../graph/graph";
import type { Value } from "../../graph/value";
import type { Described } from "../recipe";
import type { Position } from "../positions/position";

/** The shape of multi-head attention (Vaswani et al. 2017); fewer kv_heads than heads: grouped (Ainslie et al. 2023). */
export interface AttentionShape extends Described {
  /** Multiplies q·k. */
  readonly scale: number;
  readonly bias: { readonly qkv: boolean; readonly out: boolean };
}

/** Queries, keys and values of the tokens that this run computes; queries and keys already know their positions. */
export interface Projected {
  readonly q: Value;
  readonly k: Value;
  readonly v: Value;
}

/** x [query d_model] → q [query head d_head], k and v [query kv_head d_head]. */
export function project(g: Graph, shape: AttentionShape, position: Position, x: Value): Projected {
  const bias = (name: string): { bias?: string } => (shape.bias.qkv ? { bias: name } : {});
  const [q, k, v] = g.linear(x, [
    { weight: "W_Q", ...bias("b_Q"), to: "head d_head" },
    { weight: "W_K", ...bias("b_K"), to: "kv_head d_head" },
    { weight: "W_V", ...bias("b_V"), to: "kv_head d_head" },
  ]) as [Value, Value, Value];
  return { q: position.rotate?.(g, q) ?? q, k: position.rotate?.(g, k) ?? k, v };
}

/** Only the queries of x [query d_model]: for slices, which take keys from the cache. */
export function projectQueries(g: Graph, shape: AttentionShape, position: Position, x: Value): Value {
  const [q] = g.linear(x, [{ weight: "W_Q", ...(shape.bias.qkv && { bias: "b_Q" }), to: "head d_head" }]) as [Value];
  return position.rotate?.(g, q) ?? q;
}

/** Scores and their softmax over the keys: q [query HEAD d_head], keys [key HEAD' d_head] → both [HEAD query key]. */
export function patternOf(g: Graph, shape: AttentionShape, q: Value, keys: Value): { scores: Value; pattern: Value } {
  const heads = q.axes.split(" ")[1] as string;
  const mask = g.input("mask", "query key");
  const scores = g.add(g.contract(q, keys, `${heads} query key`, shape.scale), mask);
  return { scores, pattern: g.softmax(scores, "key") };
}

/** Each query's mixture of values: [query head d_head]. */
export const mix = (g: Graph, pattern: Value, values: Value): Value => g.contract(pattern, values, "query head d_head");

/** The heads' outputs z [query head d_head], joined and projected back to the stream. */
export function projectOut(g: Graph, shape: AttentionShape, z: Value): Value {
  const flat = g.op("Flatten", [z], "query d_attn", { axis: 1 });
  const [out] = g.linear(flat, [{ weight: "W_O", ...(shape.bias.out && { bias: "b_O" }), to: "d_model" }]) as [Value];
  return out;
}
