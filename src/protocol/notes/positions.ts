import type { StatementAbout } from "./note";
import { RAFFEL, SHAW, VASWANI } from "./papers";

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
  {
    id: "waves-in-geometric-progression",
    statement: "Sinusoidal positions have wavelengths in geometric progression from 2π to 10,000 · 2π, so that two positions' product depends on their offset alone.",
    measured: "Each pair's frequency and all products of two positions, on the table that feeds the graph. It holds when the first wavelength is 2π and their ratio steady within 0.1 %, the one behind the last is 10,000 · 2π within 1 %, and products at the same offset agree within 0.1 %.",
    paper: VASWANI,
    options: [],
    embedded: "starter-marian",
    shownIn: "positions",
  },
  {
    id: "distances-are-clipped",
    statement: "Relative positions add a vector for the distance to each key, within a window on either side; beyond it, all distances are one.",
    measured: "The text, repeated to 128 tokens at least, its second half set further on, around the window's end. It holds when what positions add to a query's logits is the same for all keys beyond the window on one side, within 1e-4, and differs within.",
    paper: SHAW,
    options: [],
    embedded: "starter-bert-shaw",
    shownIn: "positions",
  },
  {
    id: "one-number-per-bucket",
    statement: "T5's positions are one number per head and bucket of distances, added to the logit, the same in all layers; buckets widen by logarithm up to a distance of 128.",
    measured: "What positions add to the logits of all pairs in every layer, over the text repeated beyond the last bucket. It holds when each head adds one number for each distance, the same in all layers within 0.1 % of the greatest, and one for all distances from 128 on.",
    paper: RAFFEL,
    options: [],
    embedded: "starter-t5",
    shownIn: "positions",
  },
] as const satisfies readonly StatementAbout[];
