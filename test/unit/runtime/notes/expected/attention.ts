import type { IdOf } from "../../../../../src/protocol/notes/catalogue";
import type { ATTENTION } from "../../../../../src/protocol/notes/attention";
import type { Expected } from "./expected";

/** Figures as measured on the embedded models and the notes' sample; where a statement promises sameness, its bound. */
export const ATTENTION_EXPECTED: Readonly<Record<IdOf<typeof ATTENTION>, readonly Expected[]>> = {
  "attention-is-a-set-operation": [
    { model: "starter-llama", verdict: "holds", figure: 0, within: 1e-5 },
    { model: "starter-marian", verdict: "holds", figure: 0, within: 1e-5 },
  ],
  "variance-grows-with-width": [
    { model: "starter-llama", verdict: "holds", figure: 1.39, within: 0.02 },
    { model: "starter-marian", verdict: "holds", figure: 1.92, within: 0.02 },
  ],
  "scaling-keeps-attention-soft": [
    { model: "starter-llama", verdict: "holds", figure: 3.4, within: 0.02 },
    { model: "starter-ul2", verdict: "not-applicable" },
  ],
  "attention-is-local": [
    { model: "starter-bert-shaw", verdict: "holds", figure: 0.642, within: 0.002 },
    { model: "starter-ul2", verdict: "fails", figure: 0.096, within: 0.002 },
    { model: "starter-llama", verdict: "fails", figure: 0.455, within: 0.002 },
    // Within 32 tokens it has more than half.
    { model: "starter-llama", verdict: "holds", settings: { window: 32 } },
  ],
  "cross-attention-reads-the-input": [
    { model: "starter-marian", verdict: "holds", figure: 1.063, within: 0.002 },
    { model: "starter-llama", verdict: "not-applicable" },
  ],
  "dropout-behind-each-sublayer": [
    { model: "starter-marian", verdict: "holds", figure: 0.897, within: 0.005 },
    { model: "starter-bert", verdict: "holds", figure: 0.677, within: 0.005 },
    { model: "starter-t5", verdict: "fails", figure: 1.291, within: 0.005 },
    { model: "golden:bert-cls", verdict: "not-applicable" },
  ],
  "label-smoothing-costs-certainty": [
    { model: "starter-marian", verdict: "holds", figure: 0.672, within: 0.005 },
    { model: "starter-llama", verdict: "holds", figure: 0.487, within: 0.002 },
    { model: "starter-bert", verdict: "not-applicable" },
  ],
};
