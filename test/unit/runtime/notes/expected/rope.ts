import type { IdOf } from "../../../../../src/protocol/notes/catalogue";
import type { ROPE } from "../../../../../src/protocol/notes/rope";
import type { Expected } from "./expected";

/** Figures as measured on the embedded models and the notes' sample; where a statement promises sameness, its bound. */
export const ROPE_EXPECTED: Readonly<Record<IdOf<typeof ROPE>, readonly Expected[]>> = {
  "rotations-keep-lengths": [
    { model: "starter-llama", verdict: "holds", figure: 0, within: 1e-5 },
    { model: "starter-gpt", verdict: "not-applicable" },
  ],
  "products-decay-with-distance": [
    // It pushes far keys below zero: q·k falls, and its size grows.
    { model: "starter-llama", verdict: "fails", figure: 0.28, within: 0.005 },
    { model: "starter-prefix", verdict: "holds", figure: -0.575, within: 0.005 },
    { model: "starter-gpt", verdict: "not-applicable" },
  ],
  "turns-go-by-position": [
    { model: "starter-llama", verdict: "holds", figure: 0, within: 2e-3 },
    { model: "starter-gpt2", verdict: "not-applicable" },
  ],
};
