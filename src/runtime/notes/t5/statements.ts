import type { IdOf } from "../../../protocol/notes/catalogue";
import type { T5 } from "../../../protocol/notes/t5";
import type { Statement } from "../statement";
import { curatedText } from "./curatedText";
import { denoisingDetails } from "./denoisingDetails";
import { normWithoutBias } from "./normWithoutBias";
import { spanCorruption } from "./spanCorruption";
import { taskPrefixes } from "./taskPrefixes";

/** How the statements of T5 are put to a model. */
export const T5_STATEMENTS: Readonly<Record<IdOf<typeof T5>, Statement>> = {
  "a-prefix-names-the-task": taskPrefixes,
  "spans-are-filled-behind-sentinels": spanCorruption,
  "details-of-denoising-matter-little": denoisingDetails,
  "c4-keeps-prose": curatedText,
  "norms-only-rescale": normWithoutBias,
};
