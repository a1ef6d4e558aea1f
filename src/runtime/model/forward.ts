import { Graph } from "../graph/graph";
import type { Lowering } from "../graph/lowering";
import type { Parameters } from "../graph/parameter";
import type { Sizes, Value } from "../graph/value";
import { mix, patternOf, project, projectMemory, projectOut, projectQueries } from "./parts/attention";
import { embedded } from "./parts/embedding";
import { none } from "./positions/none";
import type { Recipe } from "./recipe";

export interface ForwardOptions {
  readonly parameters: Parameters;
  readonly lowering: Lowering;
  readonly wants?: (tap: string) => boolean;
  /** Adds an input `head_mask` [layer, head] that multiplies each head's pattern, and `head_mask.cross` for cross-attention. */
  readonly headMask?: boolean;
  /** Gives all keys and values, `present.L.k` and `.v` [key kv_head d_head], in place of the new ones: for a device that keeps them. */
  readonly present?: boolean;
}

/** The layers `from` … `to` − 1. */
export interface LayerRange {
  readonly from: number;
  readonly to: number;
}

/** Sizes of a stack's axes, under the names that parts use. */
export function sizesOf({ config, position, head, embedding }: Recipe): Sizes {
  return {
    one: 1,
    layer: config.layers,
    d_model: config.dModel,
    head: config.heads,
    kv_head: config.kvHeads,
    d_head: config.dHead,
    d_attn: config.heads * config.dHead,
    d_kv: config.kvHeads * config.dHead,
    d_mlp: config.dMlp,
    vocab: config.vocabulary,
    ...(embedding.segments > 0 && { segment: embedding.segments }),
    ...(head?.labels !== undefined && { label: head.labels }),
    ...position.sizes,
  };
}

/**
 * A whole stack over the next `query` tokens of a sequence whose earlier tokens' keys and values are given.
 *
 * Inputs: `ids` [query], the position's feeds, `segments` [query] where there are any, `mask` [query key], `rows` [row] (which of
 * these tokens get logits), per layer `past.L.k`, `past.L.v` [past kv_head d_head], and where the stack reads an encoder
 * `memory.L.k`, `memory.L.v` [source kv_head d_head] with `mask.source` [query source]. Outputs: `logits` [row vocab], per layer
 * `new.L.k`, `new.L.v` [query kv_head d_head], and `final` [query d_model], the stream behind the last norm.
 */
export function buildForward(recipe: Recipe, options: ForwardOptions): Graph {
  const g = graphOf(recipe, options);
  let x = embed(g, recipe);
  for (let layer = 0; layer < recipe.config.layers; layer++) x = block(g, recipe, layer, x, options);
  unembed(g, recipe, x);
  return g;
}

/** The first part of a stack: `ids` [query], the position's feeds and `segments` → `stream` [query d_model]. */
export function buildEmbed(recipe: Recipe, options: ForwardOptions): Graph {
  const g = graphOf(recipe, options);
  g.output("stream", embed(g, recipe));
  return g;
}

/**
 * The blocks `from` … `to` − 1: `stream` [query d_model] with the mask, the position's feeds, these layers' past and memory, as
 * for the whole stack, → per layer `next.L` [query d_model], the stream behind it, and `new.L.k`, `new.L.v`.
 */
export function buildBlocks(recipe: Recipe, { from, to }: LayerRange, options: ForwardOptions): Graph {
  const g = graphOf(recipe, options);
  let x = g.input("stream", "query d_model");
  for (let layer = from; layer < to; layer++) {
    x = block(g, recipe, layer, x, options);
    g.output(`next.${layer}`, x);
  }
  return g;
}

/**
 * The last part: `stream` [query d_model] → `final` [query d_model]; with a head also `rows` [row] → `logits` [row vocab], and
 * `choices` [choice] → `choice` [choice] where it scores choices.
 */
export function buildUnembed(recipe: Recipe, options: ForwardOptions): Graph {
  const g = graphOf(recipe, options);
  const final = unembed(g, recipe, g.input("stream", "query d_model"));
  if (recipe.head?.choice) g.output("choice", recipe.head.choice(g, g.gather(final, "query", g.input("choices", "choice", "int64"))));
  return g;
}

/** Keys and values that the decoder's layers make of the encoder's finished stream `memory` [source d_model]: `memory.L.k`, `memory.L.v` [source kv_head d_head]. */
export function buildMemory(recipe: Recipe, options: ForwardOptions): Graph {
  const g = graphOf(recipe, options);
  const memory = g.input("memory", "source d_model");
  for (let layer = 0; layer < recipe.config.layers; layer++) {
    inBlock(g, recipe, layer, () =>
      g.in("cross", () => {
        const { k, v } = projectMemory(g, recipe.attention, memory);
        g.output(`memory.${layer}.k`, k);
        g.output(`memory.${layer}.v`, v);
      }),
    );
  }
  return g;
}

function graphOf(recipe: Recipe, { parameters, lowering, wants }: ForwardOptions): Graph {
  return new Graph({ sizes: sizesOf(recipe), parameters, lowering, ...(wants && { wants }) });
}

/** Builds `body` under the stack's scope. */
function inStack<T>(g: Graph, { scope }: Recipe, body: () => T): T {
  return scope === "" ? body() : g.in(scope, body);
}

/** Builds `body` under a block's scope. */
export function inBlock<T>(g: Graph, recipe: Recipe, layer: number, body: () => T): T {
  return inStack(g, recipe, () => g.in(`blocks.${layer}`, body));
}

function embed(g: Graph, recipe: Recipe): Value {
  // Encoder and decoder share the tokens' table: it is named outside of both.
  const tokens = g.lookUp("embed.W_E", "vocab d_model", "vocab", g.input("ids", "query", "int64"));
  return inStack(g, recipe, () => g.tap("embed", embedded(g, recipe.embedding, recipe.position, tokens)));
}

/** What a block may have besides what every one has. */
type BlockOptions = Pick<ForwardOptions, "headMask" | "present">;

function block(g: Graph, recipe: Recipe, layer: number, x: Value, options: BlockOptions): Value {
  const { norm, residual, mlp } = recipe;
  return inBlock(g, recipe, layer, () => {
    g.tap("resid_pre", x);
    const attended = afterAttention(g, recipe, layer, x, options);
    const middle = g.tap("resid_mid", recipe.cross ? afterCross(g, recipe, layer, attended, options) : attended);
    const readAgain = residual.read(g, "ln2", norm, residual.forMlp(x, middle));
    const bent = g.in("mlp", () => g.tap("out", mlp.apply(g, readAgain)));
    return g.tap("resid_post", residual.join(g, "ln2", norm, middle, bent));
  });
}

/** The stream after a block's own attention; `past.L.*` are the keys and values before these tokens. */
function afterAttention(g: Graph, recipe: Recipe, layer: number, x: Value, { headMask = false, present = false }: BlockOptions): Value {
  const { norm, residual, attention, position } = recipe;
  const read = residual.read(g, "ln1", norm, x);
  const attended = g.in("attn", () => {
    const { q, k, v } = project(g, attention, position, read);
    const [keys, values] = (["k", "v"] as const).map(name => {
      const fresh = name === "k" ? k : v;
      const all = g.concat(g.input(`past.${layer}.${name}`, "past kv_head d_head"), fresh, "query", "key");
      g.output(`${present ? "present" : "new"}.${layer}.${name}`, present ? all : fresh);
      return all;
    }) as [Value, Value];
    g.tap("k", k);
    g.tap("v", v);
    return mixed(g, recipe, layer, "head_mask", q, keys, values, headMask);
  });
  return residual.join(g, "ln1", norm, x, attended);
}

/** The stream after cross-attention: queries from here, keys and values from the encoder. */
function afterCross(g: Graph, recipe: Recipe, layer: number, x: Value, { headMask = false }: BlockOptions): Value {
  const { norm, residual, attention } = recipe;
  const read = residual.read(g, "ln_cross", norm, x);
  const [keys, values] = (["k", "v"] as const).map(name => g.input(`memory.${layer}.${name}`, "source kv_head d_head")) as [Value, Value];
  const crossed = g.in("cross", () => mixed(g, { ...recipe, position: none }, layer, "head_mask.cross", projectQueries(g, attention, none, read), keys, values, headMask));
  return residual.join(g, "ln_cross", norm, x, crossed);
}

function mixed(g: Graph, { attention, position }: Recipe, layer: number, maskName: string, q: Value, keys: Value, values: Value, headMask: boolean): Value {
  const { scores, pattern } = patternOf(g, attention, position, q, keys);
  for (const [name, value] of Object.entries({ q, scores })) g.tap(name, value);
  const z = mix(g, g.tap("pattern", headMask ? masked(g, maskName, layer, pattern) : pattern), values);
  return g.tap("out", projectOut(g, attention, g.tap("z", z)));
}

/** Adds the outputs `final` and, where there is a head, `logits`; returns the stream after the last norm. */
function unembed(g: Graph, recipe: Recipe, x: Value): Value {
  const { final: norm, head } = recipe;
  const final = norm ? inStack(g, recipe, () => g.in("ln_final", () => norm.apply(g, x))) : x;
  g.output("final", final);
  if (head) g.output("logits", head.apply(g, g.gather(final, "query", g.input("rows", "row", "int64"))));
  return final;
}

/** Multiplies each head's pattern by its entry in the head mask. */
function masked(g: Graph, name: string, layer: number, pattern: Value): Value {
  const factors = g.gather(g.input(name, "layer head"), "layer", g.integers([layer]));
  return g.op("Mul", [pattern, g.reshape(factors, "head one one")], pattern.axes);
}

/**
 * The queries of a block's cross-attention for rows of the stream `x`, whose own attention reads `keys` and `values`
 * [key kv_head d_head] under the head mask that ran: for slices.
 */
export function crossQueries(g: Graph, recipe: Recipe, layer: number, x: Value, keys: Value, values: Value, headMask: boolean, heads?: Value): Value {
  const { norm, residual, attention, position } = recipe;
  const read = residual.read(g, "ln1", norm, x);
  const attended = g.in("attn", () => {
    const q = projectQueries(g, attention, position, read);
    const { pattern } = patternOf(g, attention, position, q, keys);
    return projectOut(g, attention, mix(g, headMask ? masked(g, "head_mask", layer, pattern) : pattern, values));
  });
  const middle = residual.join(g, "ln1", norm, x, attended);
  const readAgain = residual.read(g, "ln_cross", norm, middle);
  return g.in("cross", () => projectQueries(g, attention, none, readAgain, heads));
}
