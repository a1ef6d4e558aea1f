import { Graph } from "../graph/graph";
import type { Lowering } from "../graph/lowering";
import type { Parameters } from "../graph/parameter";
import type { Value } from "../graph/value";
import { crossQueries, inBlock, sizesOf } from "./forward";
import { patternOf, project, projectQueries } from "./parts/attention";
import { none } from "./positions/none";
import type { Recipe } from "./recipe";

/** Which attention of a block: its own, or the one that reads the encoder. */
export type AttentionKind = "self" | "cross";

/** Which pattern: of all heads of a layer, or of a chosen one. */
interface PatternWanted {
  readonly kind: AttentionKind;
  readonly layer: number;
  readonly chosen: boolean;
  /** Multiplies q·k in place of the model's own scale: a what-if. */
  readonly scale?: number;
  /** The run's heads were masked: what cross-attention reads depends on it. */
  readonly headMask?: boolean;
}

interface SliceOptions {
  readonly parameters: Parameters;
  readonly lowering: Lowering;
}

/**
 * Attention of one layer for some query rows, recomputed from the residual stream and the cached keys.
 *
 * Inputs: `stream` [query d_model] (the layer's resid_pre at these rows), the position's feeds for them, `mask` [query key],
 * `keys` [key kv_head d_head]; with `chosen` the head to compute, `heads` [chosen] of one entry, and in place of all keys those that it reads [key chosen
 * d_head]. For cross-attention also `values` [key kv_head d_head] (its queries stand behind the block's own attention, which reads the `keys` of all heads),
 * `memory` [source kv_head d_head], of a chosen head [source chosen d_head],
 * `mask.source` [query source] and with `headMask` the `head_mask` [layer head]. Outputs: `pattern`, `scores` and `content` (scaled
 * q·k alone) [HEAD query key]; for all heads also `entropy` [head query] in
 * nats and `distance` [head query], the mean of |query − key| under the row, from the input `distances` [query key].
 */
export function buildPattern(recipe: Recipe, { kind, layer, chosen, scale, headMask = false }: PatternWanted, { parameters, lowering }: SliceOptions): Graph {
  const { attention, position } = recipe;
  const g = new Graph({ sizes: { ...sizesOf(recipe), ...(chosen && { chosen: 1 }) }, parameters, lowering });
  const heads = chosen ? g.input("heads", "chosen", "int64") : undefined;
  const pick = (table: Value): Value => (heads ? g.gather(table, "head", heads) : table);
  const shared = chosen ? "chosen" : "kv_head";
  inBlock(g, recipe, layer, () => {
    const x = g.input("stream", "query d_model");
    const own = g.input("keys", `key ${kind === "self" ? shared : "kv_head"} d_head`);
    const q = kind === "self"
      ? selfQueries(g, recipe, x, heads)
      : crossQueries(g, recipe, layer, x, own, g.input("values", "key kv_head d_head"), headMask, heads);
    const keys = kind === "self" ? own : g.input("memory", `source ${shared} d_head`);
    g.in(kind === "self" ? "attn" : "cross", () => {
      const shape = scale === undefined ? attention : { ...attention, scale };
      const { content, scores, pattern } = patternOf(g, shape, kind === "self" ? position : none, q, keys, pick);
      g.output("content", content);
      g.output("scores", scores);
      g.output("pattern", pattern);
      if (!chosen) measure(g, pattern);
    });
  });
  return g;
}

function selfQueries(g: Graph, { attention, norm, position, residual }: Recipe, x: Value, heads?: Value): Value {
  const read = residual.read(g, "ln1", norm, x);
  return g.in("attn", () => projectQueries(g, attention, position, read, heads));
}

/** Adds what is measured of each row of a pattern [head query key]. */
function measure(g: Graph, pattern: Value): void {
  const logs = g.op("Log", [g.op("Max", [pattern, g.scalar(1e-37)], pattern.axes)], pattern.axes);
  g.output("entropy", g.op("Neg", [g.op("ReduceSum", [g.multiply(pattern, logs), g.integers([2])], "head query", { keepdims: 0 })], "head query"));
  const apart = g.multiply(pattern, g.input("distances", pattern.axes.replace("head ", "")));
  g.output("distance", g.op("ReduceSum", [apart, g.integers([2])], "head query", { keepdims: 0 }));
}

/**
 * One head's queries and keys as the pattern is made of them. Inputs: `stream` [query d_model] (the layer's resid_pre at these rows), the
 * position's feeds for them, `heads` [chosen] and their `kv_heads` [chosen]. Outputs: `q` and `k` [query chosen d_head]; where
 * positions turn them also `still.q` and `still.k`, before that.
 */
export function buildVectors(recipe: Recipe, layer: number, { parameters, lowering }: SliceOptions): Graph {
  const { attention, norm, position, residual } = recipe;
  const g = new Graph({ sizes: sizesOf(recipe), parameters, lowering });
  inBlock(g, recipe, layer, () => {
    const read = residual.read(g, "ln1", norm, g.input("stream", "query d_model"));
    for (const [scheme, name] of [[position, ""], ...(position.rotate ? [[none, "still."] as const] : [])] as const) {
      const { q, k } = g.in("attn", () => project(g, attention, scheme, read));
      g.output(`${name}q`, g.gather(q, "head", g.input("heads", "chosen", "int64")));
      g.output(`${name}k`, g.gather(k, "kv_head", g.input("kv_heads", "chosen", "int64")));
    }
  });
  return g;
}

/**
 * A layer's keys and values as the pass made them, from its part of the trace: `stream` [query d_model] (the layer's resid_pre) and the position's
 * feeds → `new.L.k`, `new.L.v` [query kv_head d_head].
 */
export function buildKeysAndValues(recipe: Recipe, layer: number, { parameters, lowering }: SliceOptions): Graph {
  const { attention, norm, position, residual } = recipe;
  const g = new Graph({ sizes: sizesOf(recipe), parameters, lowering });
  inBlock(g, recipe, layer, () => {
    const read = residual.read(g, "ln1", norm, g.input("stream", "query d_model"));
    const { k, v } = g.in("attn", () => project(g, attention, position, read));
    g.output(`new.${layer}.k`, k);
    g.output(`new.${layer}.v`, v);
  });
  return g;
}

/**
 * What a head adds to the stream for each key at full attention: ‖v W_O‖ (Kobayashi et al. 2020, "Attention is not only a
 * weight"). Inputs: `heads` [chosen], of one entry, and `values` [key chosen d_head], those that it reads. Output: `lengths` [chosen key].
 */
export function buildValueLengths(recipe: Recipe, kind: AttentionKind, layer: number, { parameters, lowering }: SliceOptions): Graph {
  const g = new Graph({ sizes: { ...sizesOf(recipe), chosen: 1 }, parameters, lowering });
  inBlock(g, recipe, layer, () => g.in(kind === "self" ? "attn" : "cross", () => {
    const values = g.input("values", "key chosen d_head");
    const out = g.gather(g.matrix("W_O", "head d_head", "d_model"), "head", g.input("heads", "chosen", "int64"));
    const written = g.op("MatMul", [g.transpose(values, "chosen key d_head"), g.transpose(out, "chosen d_head d_model")], "chosen key d_model");
    g.output("lengths", g.op("ReduceL2", [written, g.integers([2])], "chosen key", { keepdims: 0 }));
  }));
  return g;
}
