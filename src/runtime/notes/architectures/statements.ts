import type { ARCHITECTURES } from "../../../protocol/notes/architectures";
import type { IdOf } from "../../../protocol/notes/catalogue";
import type { Statement } from "../statement";
import { gapSides } from "./gapSides";
import { openPrefix } from "./openPrefix";
import { twoSets } from "./twoSets";

/** How the statements on the shapes of models are put to a model. */
export const ARCHITECTURES_STATEMENTS: Readonly<Record<IdOf<typeof ARCHITECTURES>, Statement>> = {
  "an-encoder-decoder-has-two-sets-of-parameters": twoSets,
  "a-prefix-may-see-itself": openPrefix,
  "encoders-need-both-sides": gapSides,
};
