import type { Graph } from "../../graph/graph";
import type { Sizes, Value } from "../../graph/value";
import type { Described } from "../recipe";
import type { Scheme } from "./scheme";

/** A graph input's content for one run. */
export interface Feed {
  readonly data: Float32Array | BigInt64Array;
  readonly shape: readonly number[];
}
export type Feeds = Readonly<Record<string, Feed>>;

/** A vector of integers as a graph takes them. */
export const integers = (values: readonly number[]): Feed => ({ data: BigInt64Array.from(values, BigInt), shape: [values.length] });

/** The positions of the tokens that a run computes, and of those that they can attend to. */
export interface Placed {
  /** Position of each query token. */
  readonly at: readonly number[];
  /** Position of each key. */
  readonly keys: readonly number[];
  /** One more than the greatest position so far, cached tokens included: what length-dependent scalings go by. */
  readonly longest: number;
}

/** Queries and keys of one attention, and which heads it computes. */
export interface Scored {
  /** [query HEAD d_head] */
  readonly q: Value;
  /** [key HEAD d_head], or kv_head. */
  readonly k: Value;
  /** What multiplies q·k. */
  readonly scale: number;
  /** Of a table with a "head" axis, the heads that are computed, under HEAD's name. */
  readonly heads: (table: Value) => Value;
}

/**
 * How a model knows where a token stands: a few places to act. The numbers come from outside as feeds, worked out by one
 * formula in TypeScript that also feeds the pictures, so that a shifted or shuffled run needs no other graph.
 */
export interface Position extends Described {
  readonly scheme: Scheme;
  /** Sizes of axes that only this scheme has. */
  readonly sizes?: Sizes;
  /** Joins the token embeddings: [query d_model]. */
  readonly embed?: (g: Graph) => Value;
  /** Turns queries or keys [query head d_head] by their positions; axes stay. */
  readonly rotate?: (g: Graph, x: Value) => Value;
  /** Joins the scores: [HEAD query key]. Parameters of its own are read under the attention's scope, or the stack's. */
  readonly score?: (g: Graph, scored: Scored) => Value;
  /** The same scheme telling distances apart only up to this one: a what-if. Throws `input-invalid` on a distance that it cannot take. */
  readonly reaching?: (distance: number) => Position;
  /** Turned keys [row kv_head d_head] as if they stood `by` positions further on; absent where turning depends on the run's length. */
  readonly turnOn?: (keys: Float32Array, dHead: number, by: number) => Float32Array;
  /** Set where what is fed depends on `longest`, so that keys of one run cannot serve another. */
  readonly byLength?: boolean;
  /** The inputs that `embed`, `rotate` and `score` read. */
  readonly feeds: (placed: Placed) => Feeds;
}
