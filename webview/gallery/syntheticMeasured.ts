import type { ByDistance } from "../../src/protocol/attention";
import type { PositionKind } from "../../src/protocol/positions";
import { Problem } from "../../src/protocol/problem";
import type { PositionChange, WeightsByDistance, WhatIfResult } from "../../src/protocol/whatIf";
import { syntheticBias } from "./syntheticPositions";
import { syntheticNoise } from "./syntheticNoise";

const CHANNELS = 32;

/** A head of a made-up run: which, of how many, over how many tokens; `past` where a token sees its past alone. */
export interface SyntheticHead {
  readonly kind: PositionKind;
  readonly layer: number;
  readonly head: number;
  readonly heads: number;
  readonly tokens: number;
  readonly past: boolean;
}

/** What a head of a made-up run does by distance: its content is noise, its positions are those of the scheme. */
export function syntheticByDistance({ kind, layer, head, heads, tokens, past }: SyntheticHead): ByDistance {
  const distances = Array.from({ length: 2 * tokens - 1 }, (_, index) => index + 1 - tokens);
  const seen = (distance: number): boolean => !past || distance <= 0;
  const over = (value: (distance: number) => number): Float32Array => Float32Array.from(distances, distance => (seen(distance) ? value(distance) : NaN));
  const content = over(distance => 0.8 * Math.cos(distance / (4 + head)) + 0.5 * syntheticNoise(distance, layer, head));
  const bias = (distance: number): number => syntheticBias(kind, distance, head, heads) ?? 0;
  const weight = over(distance => Math.exp(bias(distance) + (content[distance + tokens - 1] ?? 0)));
  const sum = weight.reduce((total, value) => total + (Number.isNaN(value) ? 0 : value), 0);
  const length = (salt: number): Float32Array => Float32Array.from({ length: tokens }, (_, token) => 5 + syntheticNoise(token, salt, head));
  const [q, k] = [length(layer), length(layer + 50)];
  return {
    from: 1 - tokens,
    pairs: Int32Array.from(distances, distance => (seen(distance) ? tokens - Math.abs(distance) : 0)),
    weight: weight.map(value => value / sum),
    content,
    position: syntheticBias(kind, 0, head, heads) === null ? null : over(bias),
    formula: kind === "relative" ? [{ name: "q·W_rel by the formula", values: over(bias) }] : null,
    turned: kind === "rotary" ? { channels: CHANNELS, factor: 1, q: { before: q, after: q }, k: { before: k, after: k }, difference: 1.4e-7 } : null,
  };
}

/** What a what-if on a made-up run gives; a learned table has no row past its end. */
export function syntheticWhatIf(change: PositionChange, kind: PositionKind, { tokens, total, context }: { readonly tokens: number; readonly total: number; readonly context: number }): WhatIfResult {
  if (change.kind !== "length") return { ...moved(change, tokens, byDistance(tokens, tokens)), past: null };
  if (kind === "learned") {
    throw new Problem("input-invalid", `There is no row for position ${context}. The table was learned for positions 0 to ${context - 1}, and nothing says what the next one would be: a text past its end cannot be run at all.`, {
      remedy: "Choose a model whose positions have a formula.",
    });
  }
  if (total <= context) throw new Problem("input-invalid", `The text has ${total} tokens; the model was made for up to ${context}: none of them stands past that.`, { remedy: `Select at least ${context + 1} tokens.` });
  const run = Math.min(total, change.tokens);
  const whole = Float32Array.from({ length: run - 1 }, (_, place) => 3 + 2 * Math.exp(-place / 20) + (place < context ? 0 : 2 * (1 - Math.exp((context - place) / 90))) + syntheticNoise(place, 1, 9));
  const alone = Float32Array.from({ length: run - 1 }, (_, place) => (place < run - context ? NaN : 3 + 2 * Math.exp((run - context - place) / 20) + syntheticNoise(place, 1, 9)));
  const losses = { whole, alone, inside: 3.4, beyond: 4.8, again: { tokens: Math.min(context, run - 1 - context), whole: 4.9, alone: 3.6 } };
  return {
    ...moved(change, run, byDistance(run, context)),
    about: `${run} tokens in one go, ${run - context} past the ${context} that the model was made for`,
    past: { context, far: 0.31, losses: kind === "alibi" || kind === "rotary" ? losses : null },
  };
}

const ABOUT: Readonly<Record<PositionChange["kind"], string>> = {
  shift: "positions + 7",
  drop: "no positions",
  set: "no positions, no mask, tokens in another order",
  theta: "θ = 500,000",
  reach: "distances told apart up to 4",
  length: "a longer text",
};

function moved(change: PositionChange, tokens: number, weights: WeightsByDistance): Omit<WhatIfResult, "past"> {
  const next = (salt: number) => [" the", " a", "\n", " map", " river"].map((text, id) => ({ token: { id, text }, probability: 0.4 / (id + 1 + Math.abs(syntheticNoise(id, salt, 1))) }));
  return {
    change,
    about: ABOUT[change.kind],
    tokens,
    attention: { greatest: 0.42, mean: 0.013 },
    byDistance: change.kind === "set" ? null : weights,
    stream: 0.27,
    next: change.kind === "set" ? null : { before: next(1), after: next(2), divergence: 0.83 },
  };
}

/** Of a causal run of so many tokens, beside one of `alone`. */
function byDistance(tokens: number, alone: number): WeightsByDistance {
  const distances = Array.from({ length: 2 * tokens - 1 }, (_, index) => index + 1 - tokens);
  const line = (reach: number, salt: number): Float32Array => Float32Array.from(distances, distance => (distance > 0 || -distance >= reach ? NaN : (0.3 * Math.exp(0.2 * syntheticNoise(distance, salt, 3))) / (1 - distance) ** (1 + salt / 10)));
  return { from: 1 - tokens, before: line(alone, 1), after: line(tokens, 3) };
}
