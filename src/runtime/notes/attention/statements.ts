import type { IdOf } from "../../../protocol/notes/catalogue";
import type { ATTENTION } from "../../../protocol/notes/attention";
import type { Statement } from "../statement";
import { crossAttention } from "./crossAttention";
import { dropout } from "./dropout";
import { labelSmoothing } from "./labelSmoothing";
import { localAttention } from "./localAttention";
import { scalingKeepsSoft } from "./scalingKeepsSoft";
import { setOperation } from "./setOperation";
import { varianceByWidth } from "./varianceByWidth";

/** How the statements of Attention are put to a model. */
export const ATTENTION_STATEMENTS: Readonly<Record<IdOf<typeof ATTENTION>, Statement>> = {
  "attention-is-a-set-operation": setOperation,
  "variance-grows-with-width": varianceByWidth,
  "scaling-keeps-attention-soft": scalingKeepsSoft,
  "attention-is-local": localAttention,
  "cross-attention-reads-the-input": crossAttention,
  "dropout-behind-each-sublayer": dropout,
  "label-smoothing-costs-certainty": labelSmoothing,
};
