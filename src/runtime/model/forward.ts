import { Graph } from "../graph/graph";
import type { Lowering } from "../graph/lowering";
import type { Parameters } from "../graph/parameter";
import type { Sizes, Value } from "../graph/value";
import { mix, patternOf, project, projectOut } from "./parts/attention";
import type { Recipe } from "./recipe";

export interface ForwardOptions {
  readonly parameters: Parameters;
  readonly lowering: Lowering;
  readonly wants?: (tap: string) => boolean;
  /** Adds an input `head_mask` [layer, head] that multiplies each head's pattern. */
  readonly headMask?: boolean;
}

/** Sizes of a model's axes, under the names that parts use. */
export function sizesOf({ config, position, head }: Recipe): Sizes {
  return {
    one: 1,
    layer: config.layers,
    d_model: config.dModel,
    head: config.heads,
    kv_head: config.kvHeads,
    d_head: config.dHead,
    d_attn: config.heads * config.dHead,
    d_mlp: config.dMlp,
    vocab: config.vocabulary,
    ...(head.labels !== undefined && { label: head.labels }),
    ...position.sizes,
  };
}

/**
 * The whole model over the next `query` tokens of a sequence whose earlier tokens' keys and values are given.
 *
 * Inputs: `ids` [query], the position's feeds, `mask` [query key], `rows` [row] (which of these tokens get logits), and
 * per layer `past.L.k`, `past.L.v` [past kv_head d_head]. Outputs: `logits` [row vocab], the stream at each layer
 * (`blocks.L.resid_pre`, and `resid_post` of the last), `final`, and per layer `new.L.k`, `new.L.v` [query kv_head d_head].
 */
export function buildForward(recipe: Recipe, { parameters, lowering, wants = () => false, headMask = false }: ForwardOptions): Graph {
  const { config, position, norm, residual, mlp } = recipe;
  const last = config.layers - 1;
  const stream = (tap: string): boolean => tap.endsWith(".resid_pre") || tap === `blocks.${last}.resid_post` || tap === "final";
  const g = new Graph({ sizes: sizesOf(recipe), parameters, lowering, wants: tap => stream(tap) || wants(tap) });

  let x = g.gather(g.weight("embed.W_E", "vocab d_model"), "vocab", g.input("ids", "query", "int64"));
  if (position.embed) x = g.add(x, position.embed(g));
  g.tap("embed", x);
  for (let layer = 0; layer < config.layers; layer++) {
    x = g.in(`blocks.${layer}`, () => {
      g.tap("resid_pre", x);
      const read = residual.read(g, "ln1", norm, x);
      const attended = g.in("attn", () => g.tap("out", attend(g, recipe, layer, read, headMask)));
      const middle = g.tap("resid_mid", residual.join(g, "ln1", norm, x, attended));
      const readAgain = residual.read(g, "ln2", norm, middle);
      const bent = g.in("mlp", () => g.tap("out", mlp.apply(g, readAgain)));
      return g.tap("resid_post", residual.join(g, "ln2", norm, middle, bent));
    });
  }
  const final = g.tap("final", g.in("ln_final", () => recipe.final.apply(g, x)));
  g.output("logits", recipe.head.apply(g, g.gather(final, "query", g.input("rows", "row", "int64"))));
  return g;
}

function attend(g: Graph, { attention, position }: Recipe, layer: number, x: Value, headMask: boolean): Value {
  const { q, k, v } = project(g, attention, position, x);
  const [keys, values] = (["k", "v"] as const).map(name => {
    const fresh = name === "k" ? k : v;
    g.output(`new.${layer}.${name}`, fresh);
    return g.concat(g.input(`past.${layer}.${name}`, "past kv_head d_head"), fresh, "query", "key");
  }) as [Value, Value];
  const { scores, pattern } = patternOf(g, attention, q, keys);
  for (const [name, value] of Object.entries({ q, k, v, scores })) g.tap(name, value);
  const z = mix(g, g.tap("pattern", headMask ? masked(g, layer, pattern) : pattern), values);
  return projectOut(g, attention, g.tap("z", z));
}

/** Multiplies each head's pattern by its entry in the head mask. */
function masked(g: Graph, layer: number, pattern: Value): Value {
  const factors = g.gather(g.input("head_mask", "layer head"), "layer", g.integers([layer]));
  return g.op("Mul", [pattern, g.reshape(factors, "head one one")], pattern.axes);
}
