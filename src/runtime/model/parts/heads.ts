import type { Graph, Part } from "../../graph/graph";
import type { Value } from "../../graph/value";
import type { Described, Norm } from "../recipe";
import type { Activation } from "./activations";

/** What a checkpoint was trained to do. */
export type Task =
  | "causal language model"
  | "masked language model"
  | "sequence to sequence"
  | "sequence classification"
  | "language model and multiple choice";

/** Reads the finished stream at the rows that were asked for. */
export interface Head extends Described {
  readonly task: Task;
  /** Which tokens it is for: each of them, or one that stands for the whole text. */
  readonly reads: "each token" | "first token" | "last token";
  /** x [row d_model] → [row vocab], or [row label] */
  readonly apply: (g: Graph, x: Value) => Value;
  /** Width of what it returns, where it is not the vocabulary. */
  readonly labels?: number;
  /** A second reading, of one token a text: x [choice d_model] → [choice one] (GPT's multiple choice). */
  readonly choice?: (g: Graph, x: Value) => Value;
}

interface Options {
  readonly bias?: boolean;
  readonly task?: Task;
  /** Multiplies the stream before the matrix. */
  readonly scale?: number;
}

/** Logits by the embedding matrix itself (Press & Wolf 2017). */
export const tied = (options: Options = {}): Head => vocabulary("tied to the embedding", "embed.W_E", options);

/** Logits by a matrix of the head's own. */
export const untied = (options: Options = {}): Head => vocabulary("a matrix of its own", "unembed.W_U", options);

function vocabulary(about: string, weight: string, { bias = false, task = "causal language model", scale = 1 }: Options): Head {
  return {
    about,
    task,
    reads: "each token",
    apply: (g, x) => {
      const scaled = scale === 1 ? x : g.multiply(x, g.scalar(scale));
      return g.linear(scaled, [{ weight, ...(bias && { bias: "unembed.b_U" }), to: "vocab" }])[0]!;
    },
  };
}

/** One more dense layer and a norm before the vocabulary's matrix (BERT's masked-token head). */
export const transformed = (bend: Activation, norm: Norm, then: Head): Head => ({
  ...then,
  about: `${bend.about} layer, ${then.about}`,
  apply: (g, x) => {
    const bent = g.in("head", () => dense(g, bend.apply, x));
    return then.apply(g, g.in("head.ln", () => norm.apply(g, bent)));
  },
});

/** One score per class, read at a single token (the last that is no padding). */
export const classifier = (labels: number): Head => ({
  about: `${labels} labels`,
  task: "sequence classification",
  reads: "last token",
  labels,
  apply: (g, x) => g.linear(x, [{ weight: "score.W", to: "label" }])[0]!,
});

/** One score per class from the first token, through a dense layer (BERT's pooler on [CLS]) and its activation. */
export const pooled = (labels: number, bend: Activation, scope = "pooler"): Head => ({
  about: `${labels} labels, ${bend.about} layer on the first token`,
  task: "sequence classification",
  reads: "first token",
  labels,
  apply: (g, x) => g.linear(g.in(scope, () => dense(g, bend.apply, x)), [{ weight: "score.W", bias: "score.b", to: "label" }])[0]!,
});

/** A language model's head and, on one token of each choice, a score of how well it fits (GPT's fine-tuning with an auxiliary objective). */
export const doubleHeads = (language: Head): Head => ({
  ...language,
  about: `${language.about}; a score per choice`,
  task: "language model and multiple choice",
  choice: (g, x) => g.linear(x, [{ weight: "choice.W", bias: "choice.b", to: "one" }])[0]!,
});

function dense(g: Graph, bend: Part, x: Value): Value {
  const [y] = g.linear(x, [{ weight: "W", bias: "b", to: "d_model" }]) as [Value];
  return bend(g, y);
}
