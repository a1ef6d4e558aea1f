import type { IdOf } from "../../../protocol/notes/catalogue";
import type { LLAMA } from "../../../protocol/notes/llama";
import type { Statement } from "../statement";
import { gates } from "./gates";
import { keptMean } from "./keptMean";
import { mixture } from "./mixture";
import { rmsNormAtInputs } from "./rmsNormAtInputs";

/** How the statements of Llama are put to a model. */
export const LLAMA_STATEMENTS: Readonly<Record<IdOf<typeof LLAMA>, Statement>> = {
  "rmsnorm-at-the-inputs": rmsNormAtInputs,
  "rmsnorm-keeps-the-mean": keptMean,
  "swiglu-gates-softly": gates,
  "one-model-for-kinds-of-text": mixture,
};
