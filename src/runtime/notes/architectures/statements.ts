import type { IdOf } from "../../../protocol/notes/catalogue";
import type { ARCHITECTURES } from "../../../protocol/notes/architectures";
import type { Statement } from "../statement";

/** How the statements of Encoder-only, decoder-only and encoder–decoder models are put to a model. */
export const ARCHITECTURES_STATEMENTS: Readonly<Record<IdOf<typeof ARCHITECTURES>, Statement>> = {};
