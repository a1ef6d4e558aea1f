import type { IdOf } from "../../../../../src/protocol/notes/catalogue";
import type { T5 } from "../../../../../src/protocol/notes/t5";
import type { Expected } from "./expected";

/** Figures as measured on the embedded models and the notes' sample; where a statement promises sameness, its bound. */
export const T5_EXPECTED: Readonly<Record<IdOf<typeof T5>, readonly Expected[]>> = {
  "spans-are-filled-behind-sentinels": [
    { model: "starter-t5", verdict: "holds", figure: 3.18, within: 0.05 },
    // Trained for sixteen minutes: it says what is frequent, whatever it reads.
    { model: "starter-ul2", verdict: "fails", figure: 0.06, within: 0.02 },
    { model: "starter-marian", verdict: "not-applicable" },
    { model: "starter-llama", verdict: "not-applicable" },
  ],
};
