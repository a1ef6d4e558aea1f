import type { CurvesPicture } from "../../../protocol/positions";
import { Problem } from "../../../protocol/problem";
import { layerBands } from "../../traces/patterns";
import { visibleOf } from "../../traces/scaling";
import { always, numberOf, type Statement } from "../statement";
import { textRun } from "../textRun";

/** Distances that are drawn. */
const DRAWN = 64;

/** Vaswani et al. 2017, section 4: attention could be held to a neighbourhood; this is how much of it goes there by itself. */
export const localAttention: Statement = {
  applies: always,
  run: async given => {
    const run = await textRun(given);
    const { layers, heads } = run.recipe.config;
    const window = numberOf(given, "window");
    const length = run.ids.length;
    const near = (query: number): { from: number; to: number } => ({ from: query - window, to: query + window + 1 });
    // A row that sees nothing farther away says nothing.
    const seen = run.ids.map((_, query) => visibleOf({ run, kind: "self" }, query, length));
    const counts = seen.map(({ from, to }, query) => from < near(query).from || to > near(query).to);
    const rows = counts.filter(Boolean).length;
    if (rows === 0) throw new Problem("input-invalid", `No token of the text sees farther than ${window} tokens.`, { remedy: "Select more text, or a smaller window." });
    const even = seen.reduce((sum, { from, to }, query) => (counts[query] ? sum + (Math.min(to, near(query).to) - Math.max(from, near(query).from)) / (to - from) : sum), 0) / rows;
    const within = new Float64Array(layers);
    const byDistance = Array.from({ length: layers }, () => new Float64Array(DRAWN));
    const pairs = new Float64Array(DRAWN);
    seen.forEach(({ from, to }, query) => {
      for (let key = from; key < to; key++) if (Math.abs(query - key) < DRAWN) pairs[Math.abs(query - key)] = (pairs[Math.abs(query - key)] as number) + heads;
    });
    for (let layer = 0; layer < layers; layer++) {
      const sums = byDistance[layer] as Float64Array;
      for await (const band of layerBands({ run, kind: "self" }, layer, given.signal)) {
        const [height, width] = [band.rows.to - band.rows.from, band.keys.to - band.keys.from];
        for (let row = 0; row < heads * height; row++) {
          const query = band.rows.from + (row % height);
          for (let key = band.keys.from; key < band.keys.to; key++) {
            const weight = band.pattern[row * width + key - band.keys.from] as number;
            const distance = Math.abs(query - key);
            if (distance < DRAWN) sums[distance] = (sums[distance] as number) + weight;
            if (distance <= window && counts[query]) within[layer] = (within[layer] as number) + weight / (rows * heads);
          }
        }
      }
      given.progress((layer + 1) / layers);
    }
    const mean = within.reduce((sum, share) => sum + share, 0) / layers;
    return {
      holds: mean > 0.5 && mean > even,
      figure: mean,
      unit: "of all attention",
      says: `Over ${rows.toLocaleString("en")} tokens that see farther, ${(100 * mean).toFixed(0)} % of the attention goes to tokens at most ${window} away; spread evenly it would be ${(100 * even).toFixed(0)} %. By layer: ${[...within].map(share => `${(100 * share).toFixed(0)} %`).join(", ")}.`,
      settings: { tokens: length },
      pictures: [picture(byDistance.map(sums => sums.map((sum, distance) => sum / (pairs[distance] as number))), window)],
    };
  },
};

function picture(layers: readonly Float64Array[], window: number): CurvesPicture {
  return {
    kind: "curves",
    id: "attention-by-distance",
    title: "Attention by distance",
    about: "Mean weight of a key so far from the query, over all heads of a layer and all pairs that see each other.",
    x: { name: "|query − key|", unit: "tokens", at: Float32Array.from({ length: DRAWN }, (_, distance) => distance) },
    value: { name: "weight of a key", unit: "" },
    lines: layers.map((values, layer) => ({ name: `layer ${layer}`, values: Float32Array.from(values) })),
    logarithmic: true,
    steps: false,
    marks: [{ at: window, name: "window" }],
  };
}
