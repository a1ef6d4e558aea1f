import { whatIf } from "../../experiments/whatIf";
import type { Statement } from "../statement";

/** Change of an attention weight above which positions count as needed. */
const FELT = 0.05;

/** Vaswani et al. 2017, section 3.5. */
export const orderNeeded: Statement = {
  applies: ({ recipe, encoder }) => ((encoder ?? recipe).position.scheme.kind === "none" ? "This model has no positional encoding that could be dropped." : null),
  run: async ({ loaded, text, signal, progress }) => {
    const { attention, next, tokens } = await whatIf(loaded, text, { kind: "drop" }, signal, progress);
    return {
      holds: attention.greatest > FELT,
      figure: attention.greatest,
      unit: "of a row's attention",
      says: `Without positions one attention weight of ${tokens.toLocaleString("en")} tokens moves by ${attention.greatest.toFixed(3)}, all of them by ${attention.mean.toFixed(4)} in the mean${next ? `; what comes next moves by ${next.divergence.toFixed(3)} bits` : ""}.`,
      settings: { tokens },
      pictures: [],
    };
  },
};
