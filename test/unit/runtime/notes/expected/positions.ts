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
  "waves-in-geometric-progression": [
    { model: "starter-marian", verdict: "holds", figure: 10_000, within: 1 },
    { model: "golden:marian", verdict: "holds", figure: 10_000, within: 1 },
    { model: "starter-gpt", verdict: "not-applicable" },
  ],
  "distances-are-clipped": [
    { model: "starter-bert-shaw", verdict: "holds", figure: 0, within: 1e-5 },
    { model: "starter-bert-shaw", verdict: "holds", text: "Hello there" },
    { model: "starter-t5", verdict: "not-applicable" },
    { model: "golden:bert-relative_key_query", verdict: "not-applicable" },
  ],
  "one-number-per-bucket": [
    { model: "starter-t5", verdict: "holds", figure: 91, within: 0 },
    { model: "starter-ul2", verdict: "holds", figure: 91, within: 0, text: "Hello there" },
    { model: "starter-llama", verdict: "not-applicable" },
  ],
};
