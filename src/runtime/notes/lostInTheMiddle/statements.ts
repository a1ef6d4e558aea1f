import type { IdOf } from "../../../protocol/notes/catalogue";
import type { LOST_IN_THE_MIDDLE } from "../../../protocol/notes/lostInTheMiddle";
import type { Statement } from "../statement";
import { factAtDepth } from "./factAtDepth";
import { keyValueRetrieval } from "./keyValueRetrieval";
import { sinks } from "./sinks";

/** How the statements of Lost in the Middle are put to a model. */
export const LOST_IN_THE_MIDDLE_STATEMENTS: Readonly<Record<IdOf<typeof LOST_IN_THE_MIDDLE>, Statement>> = {
  "values-in-the-middle-are-lost": keyValueRetrieval,
  "facts-in-the-middle-are-lost": factAtDepth,
  "first-tokens-are-attention-sinks": sinks,
};
