import { readFileSync } from "node:fs";
import path from "node:path";
import type { ARCHITECTURES } from "../../../../../src/protocol/notes/architectures";
import type { IdOf } from "../../../../../src/protocol/notes/catalogue";
import type { Expected } from "./expected";

const TYPESCRIPT = readFileSync(path.join(__dirname, "../../../../../training/held-out/typescript.txt"), "utf8");

/** Figures as measured on the embedded models. */
export const ARCHITECTURES_EXPECTED: Readonly<Record<IdOf<typeof ARCHITECTURES>, readonly Expected[]>> = {
  "an-encoder-decoder-has-two-sets-of-parameters": [
    // Attention 65,536, MLP 135,168, two norms 256: (2 · 200,960 + 65,664) / 200,960.
    { model: "starter-t5", verdict: "holds", figure: 2.3268, within: 1e-4 },
    { model: "starter-llama", verdict: "holds", figure: 2.3268, within: 1e-4 },
    // Its MLP is so narrow that reading the encoder costs 26 % of a decoder's work.
    { model: "golden:t5", verdict: "fails", figure: 2.571, within: 0.001 },
  ],
  "a-prefix-may-see-itself": [
    { model: "starter-prefix", verdict: "holds", figure: 0.032, within: 0.002 },
    { model: "starter-prefix", verdict: "holds", text: TYPESCRIPT, figure: 0.005, within: 0.002 },
    { model: "starter-llama", verdict: "fails", text: TYPESCRIPT, figure: 0.141, within: 0.002 },
    { model: "starter-t5", verdict: "not-applicable" },
    { model: "starter-bert", verdict: "not-applicable" },
  ],
  "encoders-need-both-sides": [
    { model: "starter-bert", verdict: "holds", figure: 3.25, within: 0.02 },
    { model: "starter-bert-shaw", verdict: "holds", figure: 3.39, within: 0.02 },
    { model: "starter-gpt", verdict: "not-applicable" },
  ],
};
