import { clippedRow } from "../model/positions/relativeVectors";
import { axis, counted, figure, sampled, sampledWords } from "./axes";
import type { Describer } from "./describer";
import { cellsAt, cosineByOffset, norms } from "./similarity";

const MOST = 160;

/** The window of distances and the vector that each layer has learned for each of them. */
export const relativePositions: Describer<"relative"> = async ({ clip, to }, { recipe, table }) => {
  const tables = await Promise.all(counted(recipe.config.layers).map(layer => table(`blocks.${layer}.attn.W_rel`)));
  const width = recipe.config.dHead;
  // The table's row 0 belongs to the query that stands farthest before its key.
  const distances = counted(2 * clip - 1).map(row => row - (clip - 1));
  const rows = distances.map(distance => clippedRow(distance, clip));
  const [some, channels] = [sampled(distances.length, MOST), sampled(width, MOST)];
  const offsets = sampled(distances.length, MOST);
  const layers = tables.map((one, layer) => ({ name: `layer ${layer}`, lengths: norms(one), similar: cosineByOffset(one, offsets), one }));
  const distance = axis("Query − key", distances, "positions");
  return {
    name: "Relative vectors",
    explanation: `Nothing is added to the tokens. Each layer has learned a vector for each distance, the same for all of its heads; ${
      to === "query" ? "its product with the query joins the score" : "its products with the query and with the key join the score"
    }. Distances beyond the window share the outermost vector.`,
    formula: to === "query" ? "score(q, k) = (q·k + q·W_rel[query − key]) / √d_head" : "score(q, k) = (q·k + q·W_rel[query − key] + k·W_rel[query − key]) / √d_head",
    paper: to === "query" ? "Shaw et al. 2018" : "Shaw et al. 2018; Huang et al. 2020",
    facts: [
      { name: "Window", value: `${figure(clip - 1)} positions to either side` },
      { name: "Vectors", value: `${figure(2 * clip - 1)} of ${figure(width)} channels in each of ${figure(recipe.config.layers)} layers` },
      { name: "Parts", value: to === "query" ? "one on the key's side; the values have none" : "one with the query, one with the key; the values have none" },
    ],
    pictures: [
      {
        kind: "curves",
        id: "norms",
        title: "Length of the vector by distance, per layer",
        about: "How strongly a distance can speak up in the score: a longer vector moves it more.",
        x: distance,
        value: { name: "length", unit: "" },
        lines: layers.map(({ name, lengths }) => ({ name, values: Float32Array.from(rows, row => lengths[row] as number) })),
        logarithmic: false,
        steps: false,
      },
      {
        kind: "curves",
        id: "similarity",
        title: "Similarity of distances, per layer",
        about: "Cosine of the vectors of two distances that differ by so much, mean over pairs: how finely the layer tells distances apart.",
        x: axis("Difference of distances", offsets, "positions"),
        value: { name: "cosine", unit: "" },
        lines: layers.map(({ name, similar }) => ({ name, values: similar.mean, spread: similar.spread })),
        logarithmic: false,
        steps: false,
      },
      {
        kind: "table",
        id: "table",
        title: "The vectors",
        about: `What each layer has learned: ${sampledWords(distances.length, MOST, "distance")}, ${sampledWords(width, MOST, "channel")}.`,
        rows: axis("Query − key", some.map(index => distances[index] as number), "positions"),
        columns: axis("Channel", channels),
        value: { name: "value", unit: "" },
        sheets: layers.map(({ name, one }) => ({ name, values: cellsAt(one, some.map(index => rows[index] as number), channels) })),
      },
    ],
  };
};
