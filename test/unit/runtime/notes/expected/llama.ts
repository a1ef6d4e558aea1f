import type { IdOf } from "../../../../../src/protocol/notes/catalogue";
import type { LLAMA } from "../../../../../src/protocol/notes/llama";
import type { Expected } from "./expected";

/** Figures as measured on the embedded models and the notes' sample; where a statement promises sameness, its bound. */
export const LLAMA_EXPECTED: Readonly<Record<IdOf<typeof LLAMA>, readonly Expected[]>> = {
  "rmsnorm-at-the-inputs": [
    { model: "starter-llama", verdict: "holds", figure: 0, within: 1e-3 },
    { model: "starter-gpt2", verdict: "not-applicable" },
  ],
  "rmsnorm-keeps-the-mean": [
    { model: "starter-llama", verdict: "holds", figure: 0.079, within: 0.001 },
    { model: "starter-t5", verdict: "holds", figure: 0.053, within: 0.001 },
    { model: "starter-gpt", verdict: "not-applicable" },
  ],
  "swiglu-gates-softly": [
    { model: "starter-llama", verdict: "holds", figure: 0.351, within: 0.002 },
    { model: "starter-gpt2", verdict: "not-applicable" },
  ],
  "one-model-for-kinds-of-text": [
    { model: "starter-llama", verdict: "holds", figure: 3.286, within: 0.01 },
    { model: "starter-prefix", verdict: "holds", figure: 2.209, within: 0.01 },
    { model: "starter-bert", verdict: "not-applicable" },
  ],
};
