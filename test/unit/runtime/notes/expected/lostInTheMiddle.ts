import type { IdOf } from "../../../../../src/protocol/notes/catalogue";
import type { LOST_IN_THE_MIDDLE } from "../../../../../src/protocol/notes/lostInTheMiddle";
import type { Expected } from "./expected";

/** Figures as measured on the embedded models and the notes' sample; where a statement promises sameness, its bound. */
export const LOST_IN_THE_MIDDLE_EXPECTED: Readonly<Record<IdOf<typeof LOST_IN_THE_MIDDLE>, readonly Expected[]>> = {
  "values-in-the-middle-are-lost": [
    // It finds what stands near the end, and nothing better at the beginning than in the middle.
    { model: "starter-llama", verdict: "fails", figure: -0.057, within: 0.005 },
    { model: "starter-t5", verdict: "fails", figure: -0.004, within: 0.005 },
    { model: "starter-marian", verdict: "not-applicable" },
    { model: "starter-bert", verdict: "not-applicable" },
  ],
  "facts-in-the-middle-are-lost": [
    { model: "starter-llama", verdict: "holds", figure: 0.258, within: 0.005 },
    { model: "starter-gpt2", verdict: "fails" },
    { model: "starter-t5", verdict: "fails", figure: -0.008, within: 0.005 },
    // By chance its answers differ along the context: they are worse than without one.
    { model: "starter-t5", verdict: "fails", figure: 0.013, within: 0.005, settings: { fact: "Tom had a silver box.", question: "Tom had a silver", answer: " box" } },
    { model: "starter-marian", verdict: "not-applicable" },
  ],
  "encoder-decoders-hold-within-their-length": [
    { model: "starter-t5", verdict: "fails", figure: 0.004, within: 0.005 },
    { model: "starter-marian", verdict: "not-applicable" },
    { model: "starter-llama", verdict: "not-applicable" },
  ],
  "extended-contexts-are-read-no-better": [
    { model: "starter-llama", verdict: "holds", figure: -0.1, within: 0.005 },
    { model: "starter-prefix", verdict: "fails", figure: 0.754, within: 0.005 },
    { model: "starter-gpt2", verdict: "not-applicable" },
    { model: "starter-bert", verdict: "not-applicable" },
  ],
  "first-tokens-are-attention-sinks": [
    { model: "starter-gpt", verdict: "holds", figure: 0.44, within: 0.01 },
    { model: "starter-bert-shaw", verdict: "fails", figure: 0.01, within: 0.01 },
  ],
  "sinks-need-no-beginning-token": [
    // It rests on <s>, with which every text of its training began, and on nothing else.
    { model: "starter-llama", verdict: "fails", figure: 0.085, within: 0.005 },
    { model: "starter-bert", verdict: "holds", figure: 0.701, within: 0.005 },
    { model: "starter-t5", verdict: "fails", figure: 0.019, within: 0.005 },
  ],
  "sinks-keep-a-stream-going": [
    { model: "starter-llama", verdict: "holds", figure: 1.255, within: 0.01 },
    { model: "starter-prefix", verdict: "fails", figure: 1.01, within: 0.05, settings: { window: 192, most: 512 } },
    { model: "starter-gpt2", verdict: "not-applicable" },
    { model: "starter-bert", verdict: "not-applicable" },
    { model: "starter-t5", verdict: "not-applicable" },
  ],
};
