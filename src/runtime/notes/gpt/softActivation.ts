import type { ListingPicture } from "../../../protocol/notes/note";
import { ActivationSums, gelu, silu, visitMlps } from "../mlpActivations";
import type { Statement } from "../statement";

/** Share of what is passed on that counts as kept. */
const KEPT = 0.01;

/** Hendrycks & Gimpel 2016; Radford et al. 2018, section 4.1. */
export const softActivation: Statement = {
  applies: ({ recipe, encoder }) => {
    const { about } = (encoder ?? recipe).mlp;
    return about.includes("GELU") ? null : `This model's MLP has another activation: ${about}.`;
  },
  run: async given => {
    const { config, mlp } = (given.loaded.model.open.encoder ?? given.loaded.model.open.recipe);
    const layers = Array.from({ length: config.layers }, () => ({ own: new ActivationSums(), gelu: new ActivationSums(), silu: new ActivationSums() }));
    const run = await visitMlps(given, (layer, pre, post) => {
      const sums = layers[layer] as (typeof layers)[number];
      pre.forEach((value, at) => {
        sums.own.add(value, post[at] as number);
        sums.gelu.add(value, gelu(value));
        sums.silu.add(value, silu(value));
      });
    });
    const mean = (of: (sums: (typeof layers)[number]) => number): number => layers.reduce((sum, one) => sum + of(one), 0) / layers.length;
    const [carried, negative, zeros] = [mean(({ own }) => own.carried), mean(({ own }) => own.negative), mean(({ own }) => own.zeros)];
    const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
    return {
      holds: carried > KEPT,
      figure: carried,
      unit: "of what the activations pass on comes of negative numbers",
      says: `Over ${run.ids.length.toLocaleString("en")} tokens ${percent(negative)} of the numbers in front of the activation (${mlp.about}) are negative, and carry ${percent(carried)} of what it passes on; ${percent(zeros)} become exactly 0. ReLU would make all ${percent(negative)} of them 0; SiLU in its place would let them carry ${percent(mean(({ silu: bent }) => bent.carried))}.`,
      settings: { tokens: run.ids.length },
      pictures: [listing(layers)],
    };
  },
};

function listing(layers: readonly { readonly own: ActivationSums; readonly gelu: ActivationSums; readonly silu: ActivationSums }[]): ListingPicture {
  const share = (name: string): ListingPicture["columns"][number] => ({ name, unit: "share" });
  return {
    kind: "listing",
    id: "activations-by-layer",
    title: "Activations by layer",
    about: "What is negative in front of the activation, what of it is passed on, and what other activations would make of the same numbers.",
    columns: [{ name: "layer", unit: "" }, share("negative"), share("passed on of negative"), share("exactly 0"), share("0 under ReLU"), share("passed on of negative by GELU"), share("by SiLU")],
    rows: layers.map((sums, layer) => [layer, sums.own.negative, sums.own.carried, sums.own.zeros, sums.own.negative, sums.gelu.carried, sums.silu.carried]),
  };
}
