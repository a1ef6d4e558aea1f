import type { IdOf } from "../../../../../src/protocol/notes/catalogue";
import type { UL2 } from "../../../../../src/protocol/notes/ul2";
import type { Expected } from "./expected";

/** Figures as measured on the embedded models and the notes' sample; where a statement promises sameness, its bound. */
export const UL2_EXPECTED: Readonly<Record<IdOf<typeof UL2>, readonly Expected[]>> = {};
