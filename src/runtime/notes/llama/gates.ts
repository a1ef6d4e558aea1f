import type { ListingPicture } from "../../../protocol/notes/note";
import { ActivationSums, silu, visitMlps } from "../mlpActivations";
import type { Statement } from "../statement";

/** Share of what is passed on that counts as kept. */
const KEPT = 0.01;
/** |SiLU(gate)| below this counts as a gate nearly closed. */
const NEARLY_CLOSED = 0.1;

/** What is summed of one layer's gates. */
interface GateSums {
  readonly own: ActivationSums;
  closed: number;
  negativeOut: number;
  count: number;
}

/** Shazeer 2020; Touvron et al. 2023, section 2.2. */
export const gates: Statement = {
  applies: ({ recipe, encoder }) => {
    const { about } = (encoder ?? recipe).mlp;
    return about === "SwiGLU" ? null : `This model's MLP has another activation: ${about}.`;
  },
  run: async given => {
    const { config } = given.loaded.model.open.encoder ?? given.loaded.model.open.recipe;
    const layers: GateSums[] = Array.from({ length: config.layers }, () => ({ own: new ActivationSums(), closed: 0, negativeOut: 0, count: 0 }));
    const run = await visitMlps(given, (layer, pre, post) => {
      const sums = layers[layer] as GateSums;
      pre.forEach((gate, at) => {
        const out = post[at] as number;
        sums.own.add(gate, out);
        sums.count++;
        if (Math.abs(silu(gate)) < NEARLY_CLOSED) sums.closed++;
        if (out < 0) sums.negativeOut++;
      });
    });
    const mean = (of: (sums: GateSums) => number): number => layers.reduce((sum, one) => sum + of(one), 0) / layers.length;
    const carried = mean(({ own }) => own.carried);
    const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
    return {
      holds: carried > KEPT,
      figure: carried,
      unit: "of what the MLP passes on comes through negative gates",
      says: `Over ${run.ids.length.toLocaleString("en")} tokens ${percent(mean(({ own }) => own.negative))} of the gates are negative: they would be 0 under ReLU, and carry ${percent(carried)} of what the MLPs pass on. ${percent(mean(({ closed, count }) => closed / count))} are nearly closed (|SiLU| below ${NEARLY_CLOSED}), ${percent(mean(({ own }) => own.zeros))} exactly 0; ${percent(mean(({ negativeOut, count }) => negativeOut / count))} of what is gated comes out negative, which ReLU never gives.`,
      settings: { tokens: run.ids.length },
      pictures: [listing(layers)],
    };
  },
};

function listing(layers: readonly GateSums[]): ListingPicture {
  const share = (name: string): ListingPicture["columns"][number] => ({ name, unit: "share" });
  return {
    kind: "listing",
    id: "gates-by-layer",
    title: "Gates by layer",
    about: `A gate is nearly closed where |SiLU(gate)| is below ${NEARLY_CLOSED}; under ReLU every negative one would be closed for good.`,
    columns: [{ name: "layer", unit: "" }, share("negative gates"), share("passed on through them"), share("nearly closed"), share("exactly 0"), share("negative outputs")],
    rows: layers.map(({ own, closed, negativeOut, count }, layer) => [layer, own.negative, own.carried, closed / count, own.zeros, negativeOut / count]),
  };
}
