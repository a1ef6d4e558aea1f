import type { Graph } from "../../graph/graph";
import type { Value } from "../../graph/value";
import type { Position } from "../positions/position";
import type { Described, Norm } from "../recipe";

/** What becomes of a token's vector before the first block. */
export interface Embedding extends Described {
  /** Multiplies the token's vector: √d_model in the original Transformer. */
  readonly scale: number;
  /** How many kinds of text a token can come from (BERT's first and second); each has a learned vector. 0: none. */
  readonly segments: number;
  /** Normalises the sum. */
  readonly norm: Norm | null;
}

/** The token's vector as it is. */
export const plain: Embedding = { about: "as stored", scale: 1, segments: 0, norm: null };

/** Token ids and what belongs to them → the stream before the first block [query d_model]. `tokens` are the looked-up vectors. */
export function embedded(g: Graph, { scale, segments, norm }: Embedding, position: Position, tokens: Value): Value {
  let x = scale === 1 ? tokens : g.multiply(tokens, g.scalar(scale));
  if (position.embed) x = g.add(x, position.embed(g));
  if (segments > 0) x = g.add(x, g.lookUp("embed.W_type", "segment d_model", "segment", g.input("segments", "query", "int64")));
  return norm ? g.in("ln_embed", () => norm.apply(g, x)) : x;
}
