import type { IdOf } from "../../../protocol/notes/catalogue";
import type { LLAMA } from "../../../protocol/notes/llama";
import type { Statement } from "../statement";

/** How the statements of Llama are put to a model. */
export const LLAMA_STATEMENTS: Readonly<Record<IdOf<typeof LLAMA>, Statement>> = {};
