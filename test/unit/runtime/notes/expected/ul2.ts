import type { IdOf } from "../../../../../src/protocol/notes/catalogue";
import type { UL2 } from "../../../../../src/protocol/notes/ul2";
import type { Expected } from "./expected";

/** Figures as measured on the embedded models and the notes' sample; where a statement promises sameness, its bound. */
export const UL2_EXPECTED: Readonly<Record<IdOf<typeof UL2>, readonly Expected[]>> = {
  "one-model-learns-three-denoisers": [
    // Trained for sixteen minutes: what it says goes little with what it reads.
    { model: "starter-ul2", verdict: "fails", figure: -0.274, within: 0.02 },
    // Trained on short gaps alone, and lost in the longest.
    { model: "starter-t5", verdict: "fails", figure: -0.193, within: 0.05 },
    { model: "starter-marian", verdict: "not-applicable" },
  ],
  "mode-tokens-switch-denoisers": [
    { model: "starter-ul2", verdict: "fails", figure: 0.158, within: 0.01 },
    { model: "starter-t5", verdict: "not-applicable" },
    { model: "starter-llama", verdict: "not-applicable" },
  ],
  "a-prefix-lm-fills-the-gap-better": [
    // Trained so, and no better for it.
    { model: "starter-prefix", verdict: "fails", figure: -0.03, within: 0.005 },
    { model: "starter-llama", verdict: "fails", figure: -0.182, within: 0.01 },
    { model: "starter-t5", verdict: "not-applicable" },
    { model: "starter-bert", verdict: "not-applicable" },
  ],
};
