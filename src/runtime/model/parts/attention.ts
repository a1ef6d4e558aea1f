import type { Graph } from "../../graph/graph";
import { axesOf, type Value } from "../../graph/value";
import type { Position } from "../positions/position";
import type { Described, Norm } from "../recipe";

/** The shape of multi-head attention (Vaswani et al. 2017); fewer kv_heads than heads: grouped (Ainslie et al. 2023). */
export interface AttentionShape extends Described {
  /** Multiplies q·k: 1 / √d_head, so that its variance stays that of one channel's product; 1 in T5, whose initial weights do the same. */
  readonly scale: number;
  readonly bias: { readonly qkv: boolean; readonly out: boolean };
  /** Normalises each head's queries and keys before positions turn them (Henry et al. 2020; Qwen3). */
  readonly norm?: Norm;
}

/** Biases on all four projections, or on none. */
export const bothBiases = (bias: boolean): AttentionShape["bias"] => ({ qkv: bias, out: bias });

/** Queries, keys and values of the tokens that this run computes; queries and keys already know their positions. */
export interface Projected {
  readonly q: Value;
  readonly k: Value;
  readonly v: Value;
}

/** x [query d_model] → q [query head d_head], k and v [query kv_head d_head]. */
export function project(g: Graph, shape: AttentionShape, position: Position, x: Value): Projected {
  const [q, k, v] = g.linear(x, [projection(shape, "Q"), projection(shape, "K"), projection(shape, "V")]) as [Value, Value, Value];
  return { q: placed(g, shape, position, "q", q), k: placed(g, shape, position, "k", k), v };
}

/** Only the queries of x [query d_model]: for slices, which take keys from the cache, and for cross-attention; of all heads, or of `heads` [chosen]. */
export function projectQueries(g: Graph, shape: AttentionShape, position: Position, x: Value, heads?: Value): Value {
  const q = heads ? g.linearOfHeads(x, projection(shape, "Q"), heads) : (g.linear(x, [projection(shape, "Q")])[0] as Value);
  return placed(g, shape, position, "q", q);
}

/** Keys and values of what another stack has written, for cross-attention: memory [source d_model] → both [source kv_head d_head]. */
export function projectMemory(g: Graph, shape: AttentionShape, memory: Value): { k: Value; v: Value } {
  const [k, v] = g.linear(memory, [projection(shape, "K"), projection(shape, "V")]) as [Value, Value];
  return { k, v };
}

/** Which heads a pattern is computed for; all of them unless told otherwise. */
export type ChosenHeads = (table: Value) => Value;
export const allHeads: ChosenHeads = table => table;

/**
 * Scores and their softmax over the keys: q [query HEAD d_head], keys [key HEAD' d_head] → [HEAD query key]; the key axis keeps its
 * name. `content` is scaled q·k alone, before positions and mask join it.
 */
export function patternOf(g: Graph, shape: AttentionShape, position: Position, q: Value, keys: Value, heads: ChosenHeads = allHeads): { content: Value; scores: Value; pattern: Value } {
  const [, head] = axesOf(q.axes) as [string, string];
  const [key] = axesOf(keys.axes) as [string];
  const mask = g.input(key === "key" ? "mask" : `mask.${key}`, `query ${key}`);
  const content = g.contract(q, keys, `${head} query ${key}`, shape.scale);
  const placing = position.score?.(g, { q, k: keys, scale: shape.scale, heads });
  const scores = g.add(placing ? g.add(content, placing) : content, mask);
  return { content, scores, pattern: g.softmax(scores, key) };
}

/** Each query's mixture of values: [query head d_head]. */
export const mix = (g: Graph, pattern: Value, values: Value): Value => g.contract(pattern, values, "query head d_head");

/** The heads' outputs z [query head d_head], joined and projected back to the stream. */
export function projectOut(g: Graph, shape: AttentionShape, z: Value): Value {
  const [out] = g.linear(g.reshape(z, "query d_attn"), [{ weight: "W_O", ...(shape.bias.out && { bias: "b_O" }), to: "d_model" }]) as [Value];
  return out;
}

function projection({ bias }: AttentionShape, name: "Q" | "K" | "V"): { weight: string; bias?: string; to: string } {
  return { weight: `W_${name}`, ...(bias.qkv && { bias: `b_${name}` }), to: name === "Q" ? "head d_head" : "kv_head d_head" };
}

function placed(g: Graph, { norm }: AttentionShape, position: Position, name: "q" | "k", x: Value): Value {
  const normed = norm ? g.in(`${name}_norm`, () => norm.apply(g, x)) : x;
  return position.rotate?.(g, normed) ?? normed;
}
