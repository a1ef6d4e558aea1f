import type { Token } from "./tokens";

/**
 * What is changed about positions while a text runs, against the same text as the model runs it.
 * - `shift`: every token stands `by` positions further on.
 * - `drop`: no token knows where it stands; the mask stays.
 * - `set`: no positions, no mask, and the tokens in another order: attention is then an operation on a set, and each token must
 *   come out as it did before, only in its new place (Vaswani et al. 2017, section 3.5; Lee et al. 2019).
 * - `theta`: rotary positions turn with another base.
 * - `reach`: relative vectors are clipped from this distance on; buckets of distances are spread up to it.
 */
export type PositionChange = { readonly kind: "reach"; readonly distance: number } | { readonly kind: "shift"; readonly by: number } | { readonly kind: "drop" | "set" } | { readonly kind: "theta"; readonly theta: number };

/** A token that may come next. */
export interface NextToken {
  readonly token: Pick<Token, "id" | "text">;
  readonly probability: number;
}

/** What a change did, measured. */
export interface WhatIfResult {
  readonly change: PositionChange;
  /** In words: "positions + 7"; of an encoder–decoder with the stack that ran, its encoder. */
  readonly about: string;
  readonly tokens: number;
  /** |Δ| of attention weights over all layers, heads and pairs: the greatest and the mean. */
  readonly attention: { readonly greatest: number; readonly mean: number };
  /** |Δ| of the finished stream, relative to its own greatest value. */
  readonly stream: number;
  /** What the model expects after the text, most probable first; null for models that predict no next token. */
  readonly next: { readonly before: readonly NextToken[]; readonly after: readonly NextToken[]; readonly divergence: number } | null;
}
