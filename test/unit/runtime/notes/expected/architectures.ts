import type { IdOf } from "../../../../../src/protocol/notes/catalogue";
import type { ARCHITECTURES } from "../../../../../src/protocol/notes/architectures";
import type { Expected } from "./expected";

/** Figures as measured on the embedded models and the notes' sample; where a statement promises sameness, its bound. */
export const ARCHITECTURES_EXPECTED: Readonly<Record<IdOf<typeof ARCHITECTURES>, readonly Expected[]>> = {};
