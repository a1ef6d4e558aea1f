import type { IdOf } from "../../../../../src/protocol/notes/catalogue";
import type { T5 } from "../../../../../src/protocol/notes/t5";
import type { Expected } from "./expected";

/** Figures as measured on the embedded models and the notes' sample; where a statement promises sameness, its bound. */
export const T5_EXPECTED: Readonly<Record<IdOf<typeof T5>, readonly Expected[]>> = {};
