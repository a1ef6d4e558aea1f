import { normedInputs } from "../normedInputs";
import type { Statement } from "../statement";

/** Touvron et al. 2023, section 2.2: "we normalize the input of each transformer sub-layer, instead of normalizing the output". */
export const rmsNormAtInputs: Statement = {
  applies: ({ recipe, encoder }) => ((encoder ?? recipe).norm.about === "RMSNorm" ? null : `This model's norms are no RMSNorm: ${(encoder ?? recipe).norm.about} ${(encoder ?? recipe).residual.about}.`),
  run: normedInputs,
};
