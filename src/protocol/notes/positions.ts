import type { StatementAbout } from "./note";
import { SHAW, VASWANI } from "./papers";

/** How a model knows where a token stands. */
export const POSITIONS = [
  {
    id: "positions-carry-the-order",
    statement: "A model needs positional encoding: without it, attention goes elsewhere.",
    measured: "The same text with and without the model's positions, under the same mask. It holds when some attention weight moves by more than 0.05.",
    paper: VASWANI,
    options: [],
    embedded: "starter-llama",
    shownIn: "positions",
  },
  {
    id: "only-distances-count",
    statement: "With relative positions, only the distance of two tokens counts, not where they stand.",
    measured: "The same text with all positions shifted. It holds when no attention weight moves by more than 1e-4.",
    paper: SHAW,
    options: [{ kind: "number", name: "shift", about: "Positions that every token stands further on.", least: 1, most: 512, step: 1, otherwise: 7 }],
    embedded: "starter-bert-shaw",
    shownIn: "positions",
  },
] as const satisfies readonly StatementAbout[];
