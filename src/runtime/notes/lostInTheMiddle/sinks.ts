import type { TablePicture } from "../../../protocol/positions";
import { glanceAt } from "../../traces/glance";
import { always, numberOf, type Statement } from "../statement";
import { textRun } from "../textRun";

/** Xiao et al. 2023: the mass that heads put on the first token, because it has to go somewhere. */
export const sinks: Statement = {
  applies: always,
  run: async given => {
    const run = await textRun(given);
    const { layers, heads } = run.recipe.config;
    const share = numberOf(given, "share");
    const mass = new Float32Array(layers * heads);
    for (let layer = 0; layer < layers; layer++) {
      mass.set((await glanceAt({ run, kind: "self" }, 0, layer, given.signal)).firstToken, layer * heads);
      given.progress((layer + 1) / layers);
    }
    const most = mass.reduce((greatest, value) => Math.max(greatest, value), 0);
    const at = mass.indexOf(most);
    const above = mass.reduce((count, value) => count + (value > share ? 1 : 0), 0);
    return {
      holds: above > 0,
      figure: most,
      unit: "of a head's attention",
      says: `Over ${run.ids.length.toLocaleString("en")} tokens head ${Math.floor(at / heads)}.${at % heads} puts ${(100 * most).toFixed(0)} % of its attention on the first token, the most of all; ${above} of ${mass.length} heads put more than ${(100 * share).toFixed(0)} % there.`,
      settings: { tokens: run.ids.length },
      pictures: [picture(mass, layers, heads)],
    };
  },
};

function picture(mass: Float32Array, layers: number, heads: number): TablePicture {
  const counted = (count: number): Float32Array => Float32Array.from({ length: count }, (_, index) => index);
  return {
    kind: "table",
    id: "mass-on-the-first-token",
    title: "Attention on the first token",
    about: "Mean over all queries, by layer and head.",
    rows: { name: "layer", unit: "", at: counted(layers) },
    columns: { name: "head", unit: "", at: counted(heads) },
    value: { name: "mass on the first token", unit: "" },
    sheets: [{ name: "all layers", values: mass }],
  };
}
