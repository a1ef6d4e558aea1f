import { normedInputs } from "../normedInputs";
import { always, type Statement } from "../statement";

/** Radford et al. 2019, section 2.3: "layer normalization was moved to the input of each sub-block". */
export const normsAtInputs: Statement = { applies: always, run: normedInputs };
