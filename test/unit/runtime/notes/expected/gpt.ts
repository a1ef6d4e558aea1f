import type { IdOf } from "../../../../../src/protocol/notes/catalogue";
import type { GPT } from "../../../../../src/protocol/notes/gpt";
import type { Expected } from "./expected";

/** Figures as measured on the embedded models and the notes' sample; where a statement promises sameness, its bound. */
export const GPT_EXPECTED: Readonly<Record<IdOf<typeof GPT>, readonly Expected[]>> = {
  "no-token-sees-the-future": [
    { model: "starter-gpt2", verdict: "holds", figure: 0, within: 1e-6 },
    { model: "starter-bert", verdict: "not-applicable" },
    { model: "starter-t5", verdict: "not-applicable" },
  ],
  "output-matrix-is-the-embedding": [
    { model: "starter-llama", verdict: "holds", figure: 0.197, within: 0.001 },
    { model: "golden:t5-v1_1-gated-gelu", verdict: "fails" },
    { model: "golden:bert-cls", verdict: "not-applicable" },
  ],
  "learned-positions-are-smooth": [
    { model: "starter-gpt2", verdict: "holds", figure: 0.557, within: 0.002 },
    { model: "starter-bert", verdict: "holds", figure: 0.772, within: 0.002 },
    // Its table was never trained.
    { model: "golden:gpt2-long", verdict: "fails", figure: 0.005, within: 0.002 },
    { model: "starter-llama", verdict: "not-applicable" },
  ],
  "gelu-keeps-what-is-negative": [
    { model: "starter-gpt", verdict: "holds", figure: 0.556, within: 0.002 },
    { model: "starter-t5", verdict: "holds", figure: 0.275, within: 0.002 },
    { model: "starter-marian", verdict: "not-applicable" },
  ],
  "norms-behind-keep-the-stream-of-one-size": [
    { model: "starter-marian", verdict: "holds", figure: 1.073, within: 0.002 },
    // Its last block's norm has learned a gain of its own.
    { model: "starter-gpt", verdict: "fails", figure: 1.941, within: 0.005 },
    { model: "starter-gpt2", verdict: "not-applicable" },
  ],
  "tasks-are-sequences-of-tokens": [
    { model: "starter-gpt", verdict: "holds", figure: 0, within: 0 },
    { model: "starter-bert", verdict: "not-applicable" },
    { model: "starter-t5", verdict: "not-applicable" },
  ],
  "tuning-joins-two-losses": [
    { model: "starter-gpt2", verdict: "holds", figure: 0.292, within: 0.005 },
    { model: "starter-gpt", verdict: "fails", figure: 1.728, within: 0.005 },
    { model: "starter-marian", verdict: "not-applicable" },
  ],
};
