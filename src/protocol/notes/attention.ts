import type { StatementAbout } from "./note";
import { VASWANI } from "./papers";

/** What attention is, why it divides by √d_k, and where it goes. */
export const ATTENTION = [
  {
    id: "attention-is-a-set-operation",
    statement: "Attention is an operation on a set: without positions and a mask, the order of the tokens makes no difference.",
    measured: "The tokens run in another order, without positions and mask. It holds when each token's final vector is the same as before, within 1e-4 of the greatest value.",
    paper: VASWANI,
    options: [],
    embedded: "starter-llama",
    shownIn: "positions",
  },
  {
    id: "variance-grows-with-width",
    statement: "The variance of q·k grows with the number of channels d_k, which is why it is divided by √d_k.",
    measured: "The variance of q·k over the first 1, 2, 4 … channels of every head, over all pairs of tokens that see each other. It holds when it grows at least like the square root of the channels in most heads.",
    paper: VASWANI,
    options: [],
    embedded: "starter-llama",
    shownIn: "attention",
  },
  {
    id: "scaling-keeps-attention-soft",
    statement: "Without dividing by √d_k, the softmax saturates: attention goes to few tokens.",
    measured: "The mean entropy of every head's rows with the scale that ran and without it. It holds when dropping the scale lowers the entropy in most heads.",
    paper: VASWANI,
    options: [],
    embedded: "starter-llama",
    shownIn: "attention",
  },
  {
    id: "attention-is-local",
    statement: "Attention mostly aligns a token with those in its near context.",
    measured: "The share of all attention that goes to tokens within a window on either side of the query, over queries that see farther than that. It holds when it is more than half, and more than attention spread evenly would give.",
    paper: VASWANI,
    options: [{ kind: "number", name: "window", about: "Tokens on either side that count as near.", least: 1, most: 128, step: 1, otherwise: 8 }],
    embedded: "starter-bert-shaw",
    shownIn: "attention",
  },
  {
    id: "cross-attention-reads-the-input",
    statement: "Cross-attention takes its keys and values from the input, and its queries from the output.",
    measured: "The text and what the model writes for it, once with every token of the input replaced and once with every token of the output. It holds when another input moves keys and values of every block but not the first block's queries, which another output moves.",
    paper: VASWANI,
    options: [],
    embedded: "starter-marian",
    shownIn: "attention",
  },
  {
    id: "dropout-behind-each-sublayer",
    statement: "Dropout on each sublayer's output, before it is added and normalised, makes every pass another model; without it, a model answers as these do in the mean.",
    measured: "The text run several times with a share of every sublayer's output, and of the embeddings, set to zero and the rest scaled up. It holds when the tokens' probabilities in the mean over passes lie nearer to those without dropout than single passes lie to their mean.",
    paper: VASWANI,
    options: [
      { kind: "number", name: "rate", about: "Share of each sublayer's output that is dropped.", least: 0.01, most: 0.9, step: 0.01, otherwise: 0.1 },
      { kind: "number", name: "runs", about: "Passes with dropout.", least: 2, most: 64, step: 1, otherwise: 8 },
      { kind: "number", name: "seed", about: "Decides what is dropped.", least: 0, most: 1_000_000, step: 1, otherwise: 1 },
    ],
    embedded: "starter-marian",
    shownIn: null,
  },
  {
    id: "label-smoothing-costs-certainty",
    statement: "Label smoothing, which spreads a share ε of the target over the whole vocabulary, makes certainty costly.",
    measured: "The loss of every next token, plain and smoothed. It holds when what smoothing adds goes with the model's certainty: the rank correlation with the greatest probability is above 0.",
    paper: VASWANI,
    options: [{ kind: "number", name: "epsilon", about: "Share of the target that is spread over the vocabulary.", least: 0.01, most: 0.9, step: 0.01, otherwise: 0.1 }],
    embedded: "starter-marian",
    shownIn: null,
  },
] as const satisfies readonly StatementAbout[];
