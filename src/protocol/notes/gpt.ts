import type { StatementAbout } from "./note";
import { GPT_PAPER, HENDRYCKS, PRESS_WOLF, XIONG } from "./papers";

/** One decoder, trained to go on, then tuned on tasks. */
export const GPT = [
  {
    id: "no-token-sees-the-future",
    statement: "In a decoder-only model no token sees those behind it, so every position can be trained at once.",
    measured: "The text with another last token. It holds when the final vectors of all tokens before it stay the same within 1e-5 of the greatest value.",
    paper: GPT_PAPER,
    options: [],
    embedded: "starter-gpt",
    shownIn: "attention",
  },
  {
    id: "output-matrix-is-the-embedding",
    statement: "The matrix that makes logits is the embedding itself: one table for reading and writing tokens.",
    measured: "Whether the model's graph reads one table for both. The figure is the share of parameters that a matrix of its own adds, or would add.",
    paper: PRESS_WOLF,
    options: [],
    embedded: "starter-gpt",
    shownIn: null,
  },
  {
    id: "learned-positions-are-smooth",
    statement: "Where positions are learned, neighbours come to be alike.",
    measured: "The cosine of the vectors of neighbouring positions, and of positions at least half the context apart. It holds when neighbours' is greater by more than 0.1.",
    paper: GPT_PAPER,
    options: [],
    embedded: "starter-gpt2",
    shownIn: "positions",
  },
  {
    id: "gelu-keeps-what-is-negative",
    statement: "GELU lets through some of what is negative, where ReLU has zeros.",
    measured: "All numbers in front of the MLPs' activation and behind it. It holds when negative ones carry more than 1 % of what the activation passes on (sums of sizes), mean over layers.",
    paper: HENDRYCKS,
    options: [],
    embedded: "starter-gpt",
    shownIn: null,
  },
  {
    id: "norms-behind-keep-the-stream-of-one-size",
    statement: "Norms behind the residual sums, as in the original Transformer and in GPT, keep the residual stream of one size.",
    measured: "The root mean square of the residual stream behind each block, mean over tokens. It holds when the greatest is at most 1.5 times the least.",
    paper: XIONG,
    options: [],
    embedded: "starter-marian",
    shownIn: null,
  },
] as const satisfies readonly StatementAbout[];
