import type { IdOf } from "../../../../../src/protocol/notes/catalogue";
import type { GENERATING } from "../../../../../src/protocol/notes/generating";
import type { Expected } from "./expected";

/** Figures as measured on the embedded models and the notes' sample; where a statement promises sameness, its bound. */
export const GENERATING_EXPECTED: Readonly<Record<IdOf<typeof GENERATING>, readonly Expected[]>> = {};
