import type { IdOf } from "../../../../../src/protocol/notes/catalogue";
import type { LOST_IN_THE_MIDDLE } from "../../../../../src/protocol/notes/lostInTheMiddle";
import type { Expected } from "./expected";

/** Figures as measured on the embedded models and the notes' sample; where a statement promises sameness, its bound. */
export const LOST_IN_THE_MIDDLE_EXPECTED: Readonly<Record<IdOf<typeof LOST_IN_THE_MIDDLE>, readonly Expected[]>> = {
  "first-tokens-are-attention-sinks": [
    { model: "starter-gpt", verdict: "holds", figure: 0.44, within: 0.01 },
    { model: "starter-bert-shaw", verdict: "fails", figure: 0.01, within: 0.01 },
  ],
};
