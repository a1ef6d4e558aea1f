import { Graph } from "../graph/graph";
import { sizesOf, type ForwardOptions } from "./forward";
import type { Recipe } from "./recipe";

/** The outputs of a stack that are all its keys and values, and the inputs that take them back. */
export const cacheNames = (layers: number, of: "past" | "present" | "new"): string[] => Array.from({ length: layers }, (_, layer) => [`${of}.${layer}.k`, `${of}.${layer}.v`]).flat();

/** Some rows of a whole cache, by number: per layer `past.L.k`, `past.L.v` [past kv_head d_head] and `rows` [key] → `present.L.k`, `present.L.v` [key kv_head d_head]. */
export function buildCacheRows(recipe: Recipe, { parameters, lowering }: ForwardOptions): Graph {
  const g = new Graph({ sizes: sizesOf(recipe), parameters, lowering });
  const rows = g.input("rows", "key", "int64");
  for (const name of cacheNames(recipe.config.layers, "past")) g.output(name.replace("past", "present"), g.gather(g.input(name, "past kv_head d_head"), "past", rows));
  return g;
}
