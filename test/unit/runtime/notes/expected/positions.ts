import type { IdOf } from "../../../../../src/protocol/notes/catalogue";
import type { POSITIONS } from "../../../../../src/protocol/notes/positions";
import type { Expected } from "./expected";

/** Figures as measured on the embedded models and the notes' sample; where a statement promises sameness, its bound. */
export const POSITIONS_EXPECTED: Readonly<Record<IdOf<typeof POSITIONS>, readonly Expected[]>> = {
  "positions-carry-the-order": [
    { model: "starter-llama", verdict: "holds", figure: 0.973, within: 0.002 },
    { model: "starter-ul2", verdict: "holds", figure: 0.279, within: 0.002 },
  ],
  "only-distances-count": [
    { model: "starter-llama", verdict: "holds", figure: 0, within: 1e-4 },
    { model: "starter-bert-shaw", verdict: "holds", figure: 0, within: 1e-5 },
    { model: "starter-gpt2", verdict: "not-applicable" },
  ],
};
