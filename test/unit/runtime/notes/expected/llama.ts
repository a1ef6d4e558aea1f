import type { IdOf } from "../../../../../src/protocol/notes/catalogue";
import type { LLAMA } from "../../../../../src/protocol/notes/llama";
import type { Expected } from "./expected";

/** Figures as measured on the embedded models and the notes' sample; where a statement promises sameness, its bound. */
export const LLAMA_EXPECTED: Readonly<Record<IdOf<typeof LLAMA>, readonly Expected[]>> = {};
