import type { IdOf } from "../../../protocol/notes/catalogue";
import type { LOST_IN_THE_MIDDLE } from "../../../protocol/notes/lostInTheMiddle";
import type { Statement } from "../statement";
import { extendedContext } from "./extendedContext";
import { factAtDepth } from "./factAtDepth";
import { keyValueRetrieval } from "./keyValueRetrieval";
import { sinks } from "./sinks";
import { sinksAnywhere } from "./sinksAnywhere";
import { streaming } from "./streaming";
import { trainedLength } from "./trainedLength";

/** How the statements of Lost in the Middle are put to a model. */
export const LOST_IN_THE_MIDDLE_STATEMENTS: Readonly<Record<IdOf<typeof LOST_IN_THE_MIDDLE>, Statement>> = {
  "values-in-the-middle-are-lost": keyValueRetrieval,
  "facts-in-the-middle-are-lost": factAtDepth,
  "encoder-decoders-hold-within-their-length": trainedLength,
  "extended-contexts-are-read-no-better": extendedContext,
  "first-tokens-are-attention-sinks": sinks,
  "sinks-need-no-beginning-token": sinksAnywhere,
  "sinks-keep-a-stream-going": streaming,
};
