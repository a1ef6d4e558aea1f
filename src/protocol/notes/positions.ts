import type { StatementAbout } from "./note";

const SU = { title: "Su et al. 2021, RoFormer: Enhanced Transformer with Rotary Position Embedding", url: "https://arxiv.org/abs/2104.09864" };

/** How a model knows where a token stands. */
export const POSITIONS = [
  {
    id: "positions-carry-the-order",
    statement: "A model needs positional encoding: without it, attention goes elsewhere.",
    measured: "The same text with and without the model's positions, under the same mask. It holds when some attention weight moves by more than 0.05.",
    paper: { title: "Vaswani et al. 2017, Attention Is All You Need", url: "https://arxiv.org/abs/1706.03762" },
    options: [],
  },
  {
    id: "only-distances-count",
    statement: "With relative positions, only the distance of two tokens counts, not where they stand.",
    measured: "The same text with all positions shifted. It holds when no attention weight moves by more than 1e-4.",
    paper: { title: "Shaw et al. 2018, Self-Attention with Relative Position Representations", url: "https://arxiv.org/abs/1803.02155" },
    options: [{ name: "shift", about: "Positions that every token stands further on.", least: 1, most: 512, step: 1, otherwise: 7 }],
  },
  {
    id: "rotations-keep-lengths",
    statement: "Rotary positions turn queries and keys: their lengths stay.",
    measured: "The lengths of all heads' queries and keys before and after turning. It holds when none changes by more than 1e-4 of itself, the factor of the scheme aside.",
    paper: SU,
    options: [],
  },
] as const satisfies readonly StatementAbout[];
