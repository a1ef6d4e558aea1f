import type { IdOf } from "../../../../../src/protocol/notes/catalogue";
import type { GPT2 } from "../../../../../src/protocol/notes/gpt2";
import type { Expected } from "./expected";

/** Figures as measured on the embedded models and the notes' sample; where a statement promises sameness, its bound. */
export const GPT2_EXPECTED: Readonly<Record<IdOf<typeof GPT2>, readonly Expected[]>> = {
  "norms-in-front-let-the-stream-grow": [
    { model: "starter-llama", verdict: "holds", figure: 48.6, within: 0.5 },
    { model: "starter-gpt", verdict: "not-applicable" },
  ],
  "norms-stand-at-the-inputs": [
    { model: "starter-gpt2", verdict: "holds", figure: 0, within: 2e-3 },
    { model: "starter-t5", verdict: "holds", figure: 0, within: 1e-4 },
    { model: "starter-gpt", verdict: "fails", figure: 1.898, within: 0.005 },
  ],
  // A million parameters answer by chance.
  "tasks-need-no-tuning": [
    { model: "starter-gpt2", verdict: "fails", figure: 8 / 16, within: 1e-9 },
    { model: "starter-llama", verdict: "fails", figure: 6 / 16, within: 1e-9 },
    { model: "starter-t5", verdict: "not-applicable" },
  ],
};
