import type { IdOf } from "../../../protocol/notes/catalogue";
import type { GPT2 } from "../../../protocol/notes/gpt2";
import type { Statement } from "../statement";
import { normsAtInputs } from "./normsAtInputs";
import { streamGrowth } from "./streamGrowth";
import { zeroShot } from "./zeroShot";

/** How the statements of GPT-2 are put to a model. */
export const GPT2_STATEMENTS: Readonly<Record<IdOf<typeof GPT2>, Statement>> = {
  "norms-in-front-let-the-stream-grow": streamGrowth,
  "norms-stand-at-the-inputs": normsAtInputs,
  "tasks-need-no-tuning": zeroShot,
};
