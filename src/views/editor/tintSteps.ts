import type { TextRange } from "../../protocol/tokens";
import { TINT_STEPS } from "../names";
import type { TokenLookup } from "./tokenLookup";

/** A token is worth a mark in the overview ruler from this strength on, if it is among the strongest. */
const STRONG = 0.3;
const STRONGEST = 24;

/**
 * Step of intensity of a strength (0…1, as the page draws it): 0 for none, else 1…TINT_STEPS. The page has taken the
 * square root and the greatest weight into account already.
 */
export function tintStep(strength: number): number {
  const step = Math.round(Math.min(1, Math.max(0, strength)) * TINT_STEPS);
  return Number.isNaN(step) ? 0 : step;
}

/**
 * The ranges to tint, grouped by step (index 0 is step 1), for the tokens in `visible`. Tokens that share their text
 * tint it once, with the greatest of their weights.
 */
export function tintedRanges(lookup: TokenLookup, weights: Float32Array, visible: readonly TextRange[]): TextRange[][] {
  const byPlace = new Map<string, { readonly range: TextRange; weight: number }>();
  for (const token of new Set(visible.flatMap(part => lookup.within(part)))) {
    const range = lookup.rangeOf(token);
    if (range === null || range.end === range.start) continue;
    const place = `${range.start}:${range.end}`;
    const weight = Math.max(weights[token] ?? 0, byPlace.get(place)?.weight ?? 0);
    byPlace.set(place, { range, weight });
  }
  const steps = Array.from({ length: TINT_STEPS }, (): TextRange[] => []);
  for (const { range, weight } of byPlace.values()) steps[tintStep(weight) - 1]?.push(range);
  return steps;
}

/** Ranges of the most strongly read tokens, wherever they are: they get a mark in the overview ruler. */
export function strongRanges(lookup: TokenLookup, weights: Float32Array): TextRange[] {
  return [...weights.keys()]
    .filter(token => (weights[token] ?? 0) >= STRONG)
    .sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0))
    .slice(0, STRONGEST)
    .flatMap(token => lookup.rangeOf(token) ?? []);
}
