import type { Graph } from "../../graph/graph";
import type { Value } from "../../graph/value";
import type { Described } from "../recipe";

/** Reads the finished stream at the rows that were asked for. */
export interface Head extends Described {
  readonly task: "causal language model" | "sequence classification";
  /** x [row d_model] → [row vocab] */
  readonly apply: (g: Graph, x: Value) => Value;
  /** Width of what it returns, where it is not the vocabulary. */
  readonly labels?: number;
}

/** Logits by the embedding matrix itself (Press & Wolf 2017). */
export const tied: Head = {
  about: "tied to the embedding",
  task: "causal language model",
  apply: (g, x) => g.linear(x, [{ weight: "embed.W_E", to: "vocab" }])[0]!,
};

/** Logits by a matrix of the head's own. */
export const untied: Head = {
  about: "a matrix of its own",
  task: "causal language model",
  apply: (g, x) => g.linear(x, [{ weight: "unembed.W_U", to: "vocab" }])[0]!,
};

/** One score per class, read at a single token (the last that is no padding). */
export const classifier = (labels: number): Head => ({
  about: `${labels} labels`,
  task: "sequence classification",
  labels,
  apply: (g, x) => g.linear(x, [{ weight: "score.W", to: "label" }])[0]!,
});
