import type { Token } from "./tokens";

/**
 * What is changed about positions while a text runs, against the same text as the model runs it.
 * - `shift`: every token stands `by` positions further on.
 * - `drop`: no token knows where it stands; the mask stays.
 * - `set`: no positions, no mask, and the tokens in another order: attention is then an operation on a set, and each token must
 *   come out as it did before, only in its new place (Vaswani et al. 2017, section 3.5; Lee et al. 2019).
 * - `theta`: rotary positions turn with another base.
 * - `reach`: relative vectors are clipped from this distance on; buckets of distances are spread up to it.
 * - `length`: at most `tokens` of the text run at once, past the longest sequence that the model was made for, against its last tokens
 *   alone, which are as many as it was made for (Press et al. 2022).
 */
export type PositionChange =
  | { readonly kind: "reach"; readonly distance: number }
  | { readonly kind: "shift"; readonly by: number }
  | { readonly kind: "drop" | "set" }
  | { readonly kind: "theta"; readonly theta: number }
  | { readonly kind: "length"; readonly tokens: number };

/** All patterns of a what-if are compared whole: it takes at most so many tokens. */
export const LONGEST_WHAT_IF = 1024;

/** A token that may come next. */
export interface NextToken {
  readonly token: Pick<Token, "id" | "text">;
  readonly probability: number;
}

/** Attention weight by distance key − query, mean over all layers, heads and pairs that see each other; NaN where there are none. */
export interface WeightsByDistance {
  /** The distance of entry 0; each next one is one more. */
  readonly from: number;
  readonly before: Float32Array;
  readonly after: Float32Array;
}

/** What happened past the longest sequence that a model was made for. */
export interface PastContext {
  /** That sequence's length, in tokens. */
  readonly context: number;
  /** Mean share of their attention that queries past it give to keys which stand farther away than any in it, over all layers and heads. */
  readonly far: number;
  /** How well each token was foreseen; null for models that predict no next token. */
  readonly losses: NextTokenLosses | null;
}

/** Cross-entropy in nats of the next token, by the position that foresees it: [token − 1]. */
export interface NextTokenLosses {
  /** In one go. */
  readonly whole: Float32Array;
  /** By the last tokens alone; NaN before them. */
  readonly alone: Float32Array;
  /** Means in one go, of positions inside the context and beyond it; `beyond` is null where the text ends too soon. */
  readonly inside: number;
  readonly beyond: number | null;
  /** Mean of the last tokens alone over the positions beyond that both have. */
  readonly again: { readonly tokens: number; readonly whole: number; readonly alone: number } | null;
}

/** What a change did, measured. */
export interface WhatIfResult {
  readonly change: PositionChange;
  /** In words: "positions + 7"; of an encoder–decoder with the stack that ran, its encoder. */
  readonly about: string;
  readonly tokens: number;
  /** |Δ| of attention weights over all layers, heads and pairs that both sides have: the greatest and the mean. */
  readonly attention: { readonly greatest: number; readonly mean: number };
  /** Null where the tokens ran in another order. */
  readonly byDistance: WeightsByDistance | null;
  /** |Δ| of the finished stream, relative to its own greatest value. */
  readonly stream: number;
  /** What the model expects after the text, most probable first; null for models that predict no next token. */
  readonly next: { readonly before: readonly NextToken[]; readonly after: readonly NextToken[]; readonly divergence: number } | null;
  /** Null unless the text ran past the context. */
  readonly past: PastContext | null;
}
