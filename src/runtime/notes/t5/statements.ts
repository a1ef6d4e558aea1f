import type { IdOf } from "../../../protocol/notes/catalogue";
import type { T5 } from "../../../protocol/notes/t5";
import type { Statement } from "../statement";
import { spanCorruption } from "./spanCorruption";

/** How the statements of T5 are put to a model. */
export const T5_STATEMENTS: Readonly<Record<IdOf<typeof T5>, Statement>> = {
  "spans-are-filled-behind-sentinels": spanCorruption,
};
