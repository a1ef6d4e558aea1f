import type { StatementAbout } from "./note";

/** How GPT, GPT-2, T5 and Llama differ from their ancestor. */
export const MODELS = [
  {
    id: "no-token-sees-the-future",
    statement: "In a decoder-only model no token sees those behind it, so every position can be trained at once.",
    measured: "The text with another last token. It holds when the final vectors of all tokens before it stay the same within 1e-5 of the greatest value.",
    paper: { title: "Radford et al. 2018, Improving Language Understanding by Generative Pre-Training", url: "https://cdn.openai.com/research-covers/language-unsupervised/language_understanding_paper.pdf" },
    options: [],
  },
  {
    id: "output-matrix-is-the-embedding",
    statement: "The matrix that makes logits is the embedding itself: one table for reading and writing tokens.",
    measured: "Whether the model's graph reads one table for both. The figure is the share of parameters that a matrix of its own adds, or would add.",
    paper: { title: "Press & Wolf 2017, Using the Output Embedding to Improve Language Models", url: "https://arxiv.org/abs/1608.05859" },
    options: [],
  },
  {
    id: "norms-in-front-let-the-stream-grow",
    statement: "With norms at the inputs of the sublayers, as in GPT-2 and Llama, the residual stream grows through the layers.",
    measured: "The root mean square of the residual stream behind the last block against that in front of the first, mean over tokens. It holds when it grows by half or more.",
    paper: { title: "Xiong et al. 2020, On Layer Normalization in the Transformer Architecture", url: "https://arxiv.org/abs/2002.04745" },
    options: [],
  },
] as const satisfies readonly StatementAbout[];
