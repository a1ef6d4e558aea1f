import { scalingOf } from "../../traces/scaling";
import type { Statement } from "../statement";
import { textRun } from "../textRun";

/** Vaswani et al. 2017, section 3.2.1. */
export const scalingKeepsSoft: Statement = {
  applies: ({ recipe, encoder }) => ((encoder ?? recipe).attention.scale === 1 ? "This model does not divide q·k by √d_k: its weights began that much smaller instead (T5)." : null),
  run: async given => {
    const run = await textRun(given);
    const { layers, heads } = run.recipe.config;
    const found: { readonly scaled: number; readonly unscaled: number }[] = [];
    for (let layer = 0; layer < layers; layer++) {
      for (let head = 0; head < heads; head++) {
        const { entropy } = await scalingOf({ run, kind: "self" }, layer, head, given.signal);
        found.push({ scaled: entropy[0], unscaled: entropy[1] });
        given.progress(found.length / (layers * heads));
      }
    }
    const sharper = found.filter(({ scaled, unscaled }) => unscaled < scaled).length;
    const mean = (side: "scaled" | "unscaled"): number => found.reduce((sum, one) => sum + one[side], 0) / found.length;
    const lost = mean("scaled") - mean("unscaled");
    return {
      holds: sharper > found.length / 2,
      figure: lost,
      unit: "bits of entropy lost",
      says: `Rows have ${mean("scaled").toFixed(2)} bits of entropy with the scale and ${mean("unscaled").toFixed(2)} without; ${sharper} of ${found.length} heads become sharper without it.`,
      settings: { tokens: run.ids.length },
      pictures: [],
    };
  },
};
