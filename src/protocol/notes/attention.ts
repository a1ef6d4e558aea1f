import type { StatementAbout } from "./note";

const VASWANI = { title: "Vaswani et al. 2017, Attention Is All You Need", url: "https://arxiv.org/abs/1706.03762" };
const XIAO = { title: "Xiao et al. 2023, Efficient Streaming Language Models with Attention Sinks", url: "https://arxiv.org/abs/2309.17453" };

/** What attention is, why it divides by √d_k, and where it goes. */
export const ATTENTION = [
  {
    id: "attention-is-a-set-operation",
    statement: "Attention is an operation on a set: without positions and a mask, the order of the tokens makes no difference.",
    measured: "The tokens run in another order, without positions and mask. It holds when each token's final vector is the same as before, within 1e-4 of the greatest value.",
    paper: VASWANI,
    options: [],
  },
  {
    id: "variance-grows-with-width",
    statement: "The variance of q·k grows with the number of channels d_k, which is why it is divided by √d_k.",
    measured: "The variance of q·k over the first 1, 2, 4 … channels of every head, over all pairs of tokens that see each other. It holds when it grows at least like the square root of the channels in most heads.",
    paper: VASWANI,
    options: [],
  },
  {
    id: "scaling-keeps-attention-soft",
    statement: "Without dividing by √d_k, the softmax saturates: attention goes to few tokens.",
    measured: "The mean entropy of every head's rows with the scale that ran and without it. It holds when dropping the scale lowers the entropy in most heads.",
    paper: VASWANI,
    options: [],
  },
  {
    id: "first-tokens-are-attention-sinks",
    statement: "Many heads put much of their attention on the first tokens of a text, whatever these say.",
    measured: "The mean mass on the first token per head, over queries of the whole text. It holds when some head gives it more than the share that is asked for.",
    paper: XIAO,
    options: [{ name: "share", about: "Mean mass on the first token from which a head counts as one with a sink.", least: 0.05, most: 1, step: 0.05, otherwise: 0.3 }],
  },
] as const satisfies readonly StatementAbout[];
