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
  {
    id: "tasks-are-sequences-of-tokens",
    statement: "Every task becomes one sequence, between a start token and one at whose vector the answer is read; what stands between two texts is a token too.",
    measured: "Whether the vocabulary has a start, a delimiter and an extract token of its own, with the inputs of four tasks as they would be put together. It holds when all three are there; the figure is how many tuning would add.",
    paper: GPT_PAPER,
    options: [
      { kind: "text", name: "second", about: "Hypothesis of the entailment, and what the text is compared to.", mostCharacters: 500, otherwise: "Tom played with the red ball." },
      { kind: "text", name: "answers", about: "Answers of the multiple choice, with commas between.", mostCharacters: 500, otherwise: "near the river, in the house, at school" },
    ],
    embedded: "starter-gpt",
    shownIn: null,
  },
  {
    id: "tuning-joins-two-losses",
    statement: "Tuning on a task joins its loss with the language model's, L = L_task + λ · L_LM, and begins with a model that knows something of the task.",
    measured: "The language model's loss on the text and a cue, and the task's at its end: the right label among the labels, by the model's own words for them. It holds when that is below ln of their number, which a new head would give.",
    paper: GPT_PAPER,
    options: [
      { kind: "text", name: "cue", about: "Stands behind the text; the label would come next.", mostCharacters: 200, otherwise: "Max was" },
      { kind: "text", name: "labels", about: "Labels, with commas between.", mostCharacters: 200, otherwise: "happy, sad, angry, tired" },
      { kind: "text", name: "label", about: "The right one of them.", mostCharacters: 50, otherwise: "happy" },
      { kind: "number", name: "lambda", about: "Weight of the language model's loss.", least: 0, most: 1, step: 0.05, otherwise: 0.5 },
    ],
    embedded: "starter-gpt2",
    shownIn: null,
  },
] as const satisfies readonly StatementAbout[];
