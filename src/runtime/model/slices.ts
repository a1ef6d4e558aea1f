import { Graph } from "../graph/graph";
import type { Lowering } from "../graph/lowering";
import type { Parameters } from "../graph/parameter";
import { sizesOf } from "./forward";
import { patternOf, projectQueries } from "./parts/attention";
import type { Recipe } from "./recipe";

interface SliceOptions {
  readonly parameters: Parameters;
  readonly lowering: Lowering;
}

/**
 * Attention of one layer for some query rows, recomputed from the residual stream and the cached keys.
 *
 * Inputs: `stream` [query d_model] (the layer's resid_pre at these rows), the position's feeds for them, `mask` [query key],
 * `keys` [key kv_head d_head], and with `chosen` the heads to compute: `heads` [chosen] and their `kv_heads` [chosen].
 * Outputs: `pattern` and `scores` [HEAD query key]; for all heads also `entropy` [head query] in nats and `distance`
 * [head query], the mean of |query − key| under the row, from the input `distances` [query key].
 */
export function buildPattern(recipe: Recipe, layer: number, chosen: boolean, { parameters, lowering }: SliceOptions): Graph {
  const { attention, norm, position, residual } = recipe;
  const g = new Graph({ sizes: sizesOf(recipe), parameters, lowering });
  g.in(`blocks.${layer}`, () => {
    const read = residual.read(g, "ln1", norm, g.input("stream", "query d_model"));
    g.in("attn", () => {
      let q = projectQueries(g, attention, position, read);
      let keys = g.input("keys", "key kv_head d_head");
      if (chosen) {
        q = g.gather(q, "head", g.input("heads", "chosen", "int64"));
        keys = g.gather(keys, "kv_head", g.input("kv_heads", "chosen", "int64"));
      }
      const { scores, pattern } = patternOf(g, attention, q, keys);
      g.output("scores", scores);
      g.output("pattern", pattern);
      if (chosen) return;
      const logs = g.op("Log", [g.op("Max", [pattern, g.scalar(1e-37)], pattern.axes)], pattern.axes);
      const entropy = g.op("Neg", [g.op("ReduceSum", [g.multiply(pattern, logs), g.integers([2])], "head query", { keepdims: 0 })], "head query");
      g.output("entropy", entropy);
      const apart = g.multiply(pattern, g.input("distances", "query key"));
      g.output("distance", g.op("ReduceSum", [apart, g.integers([2])], "head query", { keepdims: 0 }));
    });
  });
  return g;
}

/**
 * What a head adds to the stream for each key at full attention: ‖v W_O‖ (Kobayashi et al. 2020, "Attention is not only a
 * weight"). Inputs: `values` [key kv_head d_head], `heads` [chosen], `kv_heads` [chosen]. Output: `lengths` [chosen key].
 */
export function buildValueLengths(recipe: Recipe, layer: number, { parameters, lowering }: SliceOptions): Graph {
  const g = new Graph({ sizes: sizesOf(recipe), parameters, lowering });
  g.in(`blocks.${layer}.attn`, () => {
    const values = g.gather(g.input("values", "key kv_head d_head"), "kv_head", g.input("kv_heads", "chosen", "int64"));
    const out = g.gather(g.matrix("W_O", "head d_head", "d_model"), "head", g.input("heads", "chosen", "int64"));
    const written = g.op("MatMul", [g.transpose(values, "chosen key d_head"), g.transpose(out, "chosen d_head d_model")], "chosen key d_model");
    g.output("lengths", g.op("ReduceL2", [written, g.integers([2])], "chosen key", { keepdims: 0 }));
  });
  return g;
}
