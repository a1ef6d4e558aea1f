import type { Graph } from "../../graph/graph";
import type { Value } from "../../graph/value";
import type { Described, Norm } from "../recipe";

/** How a sublayer joins the stream it reads from. `name` is the scope of the sublayer's norm. */
export interface Residual extends Described {
  /** What the sublayer reads. */
  readonly read: (g: Graph, name: string, norm: Norm, stream: Value) => Value;
  /** The stream after the sublayer has written `written`. */
  readonly join: (g: Graph, name: string, norm: Norm, stream: Value, written: Value) => Value;
  /** The stream that the MLP reads: the one before attention has written, or the one after. */
  readonly forMlp: (before: Value, after: Value) => Value;
}

/** x + f(norm(x)): GPT-2 and later. */
export const preNorm: Residual = {
  about: "before each sublayer",
  read: (g, name, norm, stream) => g.in(name, () => norm.apply(g, stream)),
  join: (g, _name, _norm, stream, written) => g.add(stream, written),
  forMlp: (_before, after) => after,
};

/** norm(x + f(x)): the original Transformer, GPT, BERT. */
export const postNorm: Residual = {
  about: "after each sublayer",
  read: (_g, _name, _norm, stream) => stream,
  join: (g, name, norm, stream, written) => g.in(name, () => norm.apply(g, g.add(stream, written))),
  forMlp: (_before, after) => after,
};

/** x + attention(norm(x)) + MLP(norm'(x)): both read the same stream (Wang & Komatsuzaki 2021, GPT-J; GPT-NeoX). */
export const parallel: Residual = { ...preNorm, about: "before two parallel sublayers", forMlp: before => before };
