import { readFloats } from "../../checkpoints/safetensors";
import { cosineByOffset } from "../../positions/similarity";
import { sampled } from "../../positions/axes";
import type { Statement } from "../statement";

/** Offsets that are compared, whatever the context. */
const MOST_OFFSETS = 256;
/** Share of the context from which positions count as distant. */
const DISTANT = 0.5;

/** Radford et al. 2018, section 4.1: "we used learned position embeddings instead of the sinusoidal version". */
export const smoothPositions: Statement = {
  applies: ({ recipe, encoder }) => {
    const { scheme, about } = (encoder ?? recipe).position;
    return scheme.kind === "learned" ? null : `This model has no learned table of positions (${about}).`;
  },
  run: async ({ loaded: { model } }) => {
    const { position, scope } = model.open.encoder ?? model.open.recipe;
    if (position.scheme.kind !== "learned") throw new Error("only learned tables are measured here");
    const { context, offset } = position.scheme;
    const { tensor } = model.open.weights.find(`${scope === "" ? "" : `${scope}.`}pos_embed.W_pos`);
    const columns = tensor.shape[1] as number;
    const table = { rows: context, columns, values: (await readFloats(tensor)).subarray(offset * columns) };
    const offsets = sampled(context, MOST_OFFSETS);
    const { mean, spread } = cosineByOffset(table, offsets);
    const near = cosineByOffset(table, [1]).mean[0] as number;
    const distant = offsets.flatMap((apart, at) => (apart >= DISTANT * context ? [mean[at] as number] : []));
    const far = distant.reduce((sum, value) => sum + value, 0) / distant.length;
    return {
      holds: near - far > 0.1,
      figure: near - far,
      unit: "of cosine, neighbours above distant positions",
      says: `The vectors of neighbouring positions have a cosine of ${near.toFixed(3)} in the mean; those of positions at least half the context of ${context.toLocaleString("en")} apart have ${far.toFixed(3)}.`,
      settings: { positions: context },
      pictures: [
        {
          kind: "curves",
          id: "cosine-by-offset",
          title: "Similarity of positions by offset",
          about: "Cosine of the learned vectors of two positions: mean and one standard deviation.",
          x: { name: "offset", unit: "positions", at: Float32Array.from(offsets) },
          value: { name: "cosine", unit: "" },
          lines: [{ name: "cosine", values: mean, spread }],
          logarithmic: false,
          steps: false,
        },
      ],
    };
  },
};
