import type { Random } from "../decoding/random";
import type { Graph } from "../graph/graph";
import type { Value } from "../graph/value";
import type { Feed, Feeds, Placed } from "../model/positions/position";
import type { Recipe } from "../model/recipe";

/** What one pass drops: a share of all numbers, chosen by random numbers of its own. */
export interface DropoutPass {
  /** From 0 to below 1. */
  readonly rate: number;
  readonly random: Random;
}

/** The sublayers of a block, by the scope of their norms. */
const SUBLAYERS = ["ln1", "ln_cross", "ln2"];

/**
 * The recipe with dropout where Vaswani et al. 2017 place it (section 5.4): on the output of each sublayer, before it is added to the stream and
 * normalised, and on the sums of embeddings and positions. Masks are inputs of the graph: which numbers of a token are dropped depends on
 * its position and on the pass that runs, and nothing is drawn inside.
 */
export function withDropout(recipe: Recipe, pass: () => DropoutPass): Recipe {
  const { residual, position, embedding, config, scope } = recipe;
  const inStack = scope === "" ? "" : `${scope}.`;
  const places = [`${inStack}ln_embed`, ...Array.from({ length: config.layers }, (_, layer) => SUBLAYERS.map(name => `${inStack}blocks.${layer}.${name}`)).flat()];
  const masks = (placed: Placed): Feeds => Object.fromEntries(places.map((place, number) => [`${place}.dropout`, maskOf(pass(), number, placed.at, config.dModel)]));
  return {
    ...recipe,
    embedding: { ...embedding, norm: { about: embedding.norm?.about ?? "none", apply: (g, x) => dropped(g, "dropout", embedding.norm?.apply(g, x) ?? x) } },
    residual: { ...residual, join: (g, name, norm, stream, written) => residual.join(g, name, norm, stream, dropped(g, `${name}.dropout`, written)) },
    position: { ...position, feeds: placed => ({ ...position.feeds(placed), ...masks(placed) }) },
  };
}

const dropped = (g: Graph, name: string, x: Value): Value => g.multiply(x, g.input(g.path(name), x.axes));

/** 0 for what is dropped and 1 / (1 − rate) for what stays: [token d_model]. */
function maskOf({ rate, random }: DropoutPass, place: number, positions: readonly number[], width: number): Feed {
  const data = new Float32Array(positions.length * width);
  const atPlace = random.fork(place);
  positions.forEach((position, row) => {
    const { uniform } = atPlace.fork(position);
    for (let channel = 0; channel < width; channel++) data[row * width + channel] = uniform() < rate ? 0 : 1 / (1 - rate);
  });
  return { data, shape: [positions.length, width] };
}
