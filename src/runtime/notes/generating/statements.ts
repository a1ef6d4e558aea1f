import type { IdOf } from "../../../protocol/notes/catalogue";
import type { GENERATING } from "../../../protocol/notes/generating";
import type { Statement } from "../statement";

/** How the statements of Generating text are put to a model. */
export const GENERATING_STATEMENTS: Readonly<Record<IdOf<typeof GENERATING>, Statement>> = {};
