import type { Adapter } from "./adapter";
import { feedbackOf } from "./mirostatFeedback";
import { keepFrom } from "./keep";
import { refuseUnlessPositive } from "./refuseUnless";
import { valuesOf } from "./fewKept";
import { greatestOfRank, greatestValues } from "./selection";

/** Tokens from which the exponent is estimated, as in the paper. */
const ESTIMATED_FROM = 100;

/**
 * Mirostat (Basu et al. 2021): top-k whose k follows from a Zipf exponent estimated from the best tokens and from μ, a bound that is
 * set after each token so that the mean surprisal approaches `tau` bits, at the rate `eta`.
 */
export function mirostat(tau: number, eta: number): Adapter {
  refuseUnlessPositive("mirostat_tau", tau);
  refuseUnlessPositive("mirostat_eta", eta);
  return {
    name: `mirostat τ ${tau} η ${eta}`,
    about: "Top-k with a k that follows the surprisal so far, so that its mean approaches τ bits (Basu et al. 2021).",
    apply: (scores, _context, state) => {
      const values = valuesOf(scores);
      const top = Array.from(greatestValues(values, ESTIMATED_FROM)).filter(score => score !== -Infinity);
      const kept = keptBy(top, scores.length, state as number);
      return keepFrom(scores, kept <= top.length ? (top[kept - 1] ?? -Infinity) : greatestOfRank(values, kept));
    },
    memory: feedbackOf(tau, eta),
  };
}

/** The k whose tokens' surprisal reaches `bound` bits if probabilities follow Zipf's law; at least 1. */
function keptBy(top: readonly number[], vocabulary: number, bound: number): number {
  const exponent = zipfExponent(top);
  if (exponent === null) return vocabulary;
  const above = exponent - 1;
  // As the exponent approaches 1, the quotient approaches 1 / log(vocab).
  const share = Math.abs(above) < 1e-9 ? 1 / Math.log(vocabulary) : above / (1 - vocabulary ** -above);
  const kept = Math.round((share * 2 ** bound) ** (1 / exponent));
  return Math.min(Math.max(kept, 1), vocabulary);
}

/** Least-squares estimate of s in probability ∝ rank^−s from the greatest scores, in descending order; null where they tell of none. */
export function zipfExponent(top: readonly number[]): number | null {
  let products = 0;
  let squares = 0;
  for (let i = 0; i + 1 < top.length; i++) {
    const logRatio = (top[i] as number) - (top[i + 1] as number);
    const logRanks = Math.log((i + 2) / (i + 1));
    products += logRanks * logRatio;
    squares += logRanks * logRanks;
  }
  return products > 0 ? products / squares : null;
}
