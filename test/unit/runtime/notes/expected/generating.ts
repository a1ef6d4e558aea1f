import type { IdOf } from "../../../../../src/protocol/notes/catalogue";
import type { GENERATING } from "../../../../../src/protocol/notes/generating";
import type { Expected } from "./expected";

const STORY = "Once upon a time, there was a happy girl named Lily. Lily had a hungry horse and a blue bell. At the bridge, Lily met her friend Tom.";

/** Figures as measured on the embedded models, and how far sampled ones may lie from them with other float32 sums. */
export const GENERATING_EXPECTED: Readonly<Record<IdOf<typeof GENERATING>, readonly Expected[]>> = {
  "greedy-text-repeats-itself": [
    { model: "starter-llama", verdict: "holds", figure: 0.092, within: 0.02 },
    { model: "starter-t5", verdict: "not-applicable" },
    { model: "starter-bert", verdict: "not-applicable" },
  ],
  "beams-find-likelier-texts": [
    { model: "starter-llama", verdict: "holds", figure: 3.84, within: 0.02 },
    { model: "starter-gpt2", verdict: "holds", figure: 0.11, within: 0.02 },
  ],
  "sampling-meets-the-tail": [
    { model: "starter-llama", verdict: "holds", figure: 0.972, within: 0.002 },
    { model: "starter-llama", verdict: "fails", settings: { threshold: 0.00001 }, figure: 0.109, within: 0.002 },
  ],
  "text-keeps-near-the-entropy": [
    // The notes' sample is no text of the kind that it was trained on, and its own kind of story is.
    { model: "starter-llama", verdict: "fails", figure: 4.44, within: 0.02 },
    { model: "starter-llama", verdict: "holds", text: STORY, figure: -0.1, within: 0.4 },
  ],
  "temperature-buys-variety-with-probability": [
    { model: "starter-llama", verdict: "holds", settings: { tokens: 16, samples: 3 }, figure: 4, within: 0.5 },
    { model: "starter-gpt", verdict: "holds", settings: { tokens: 12, samples: 2 } },
  ],
};
