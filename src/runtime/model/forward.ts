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

/** The layers `from` … `to` − 1. */
export interface LayerRange {
  readonly from: number;
  readonly to: number;
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
 * per layer `past.L.k`, `past.L.v` [past kv_head d_head]. Outputs: `logits` [row vocab], and per layer `new.L.k`, `new.L.v`
 * [query kv_head d_head].
 */
export function buildForward(recipe: Recipe, options: ForwardOptions): Graph {
  const g = graphOf(recipe, options);
  let x = embed(g, recipe);
  for (let layer = 0; layer < recipe.config.layers; layer++) x = block(g, recipe, layer, x, options.headMask ?? false);
  unembed(g, recipe, x);
  return g;
}

/** The first part of the model: `ids` [query] and the position's feeds → `stream` [query d_model]. */
export function buildEmbed(recipe: Recipe, options: ForwardOptions): Graph {
  const g = graphOf(recipe, options);
  g.output("stream", embed(g, recipe));
  return g;
}

/**
 * The blocks `from` … `to` − 1: `stream` [query d_model] with the mask, the position's feeds and these layers' past, as for the
 * whole model, → per layer `next.L` [query d_model], the stream behind it, and `new.L.k`, `new.L.v`.
 */
export function buildBlocks(recipe: Recipe, { from, to }: LayerRange, options: ForwardOptions): Graph {
  const g = graphOf(recipe, options);
  let x = g.input("stream", "query d_model");
  for (let layer = from; layer < to; layer++) {
    x = block(g, recipe, layer, x, options.headMask ?? false);
    g.output(`next.${layer}`, x);
  }
  return g;
}

/** The last part: `stream` [query d_model] and `rows` [row] → `final` [query d_model] and `logits` [row vocab]. */
export function buildUnembed(recipe: Recipe, options: ForwardOptions): Graph {
  const g = graphOf(recipe, options);
  g.output("final", unembed(g, recipe, g.input("stream", "query d_model")));
  return g;
}

function graphOf(recipe: Recipe, { parameters, lowering, wants }: ForwardOptions): Graph {
  return new Graph({ sizes: sizesOf(recipe), parameters, lowering, ...(wants && { wants }) });
}

function embed(g: Graph, { position }: Recipe): Value {
  const tokens = g.lookUp("embed.W_E", "vocab d_model", "vocab", g.input("ids", "query", "int64"));
  return g.tap("embed", position.embed ? g.add(tokens, position.embed(g)) : tokens);
}

function block(g: Graph, recipe: Recipe, layer: number, x: Value, headMask: boolean): Value {
  const { norm, residual, mlp } = recipe;
  return g.in(`blocks.${layer}`, () => {
    g.tap("resid_pre", x);
    const read = residual.read(g, "ln1", norm, x);
    const attended = g.in("attn", () => g.tap("out", attend(g, recipe, layer, read, headMask)));
    const middle = g.tap("resid_mid", residual.join(g, "ln1", norm, x, attended));
    const readAgain = residual.read(g, "ln2", norm, middle);
    const bent = g.in("mlp", () => g.tap("out", mlp.apply(g, readAgain)));
    return g.tap("resid_post", residual.join(g, "ln2", norm, middle, bent));
  });
}

/** Adds the output `logits` and returns the stream after the last norm. */
function unembed(g: Graph, { final: norm, head }: Recipe, x: Value): Value {
  const final = g.in("ln_final", () => norm.apply(g, x));
  g.output("logits", head.apply(g, g.gather(final, "query", g.input("rows", "row", "int64"))));
  return final;
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
