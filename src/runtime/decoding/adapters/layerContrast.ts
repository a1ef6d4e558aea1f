import { greatestValue, type Scores } from "../scores";
import type { Adapter } from "./adapter";
import { beside } from "./beside";
import { entropyOfWeighed, logTotalOf, weigh } from "./distribution";
import { refuseUnless, refuseUnlessCount, refuseUnlessShare } from "./refuseUnless";

/**
 * DoLa (Chuang et al. 2024): log-probability of the last layer less that of an earlier one, of those given (`beside["layer N"]`) the one
 * whose distribution differs most by Jensen–Shannon divergence, among tokens at least `plausible` times as probable as the best.
 */
export function layerContrast(layers: readonly number[], plausible = 0.1): Adapter {
  refuseUnless(layers.length > 0, "dola_layers", layers, "a list of layers");
  for (const layer of layers) refuseUnlessCount("dola_layers", layer, 0);
  refuseUnlessShare("plausibility of DoLa", plausible);
  return {
    name: `contrast with layer ${layers.join(", ")}`,
    about: "Takes off what an earlier layer says, the one that differs most from the last, among plausible tokens (DoLa, Chuang et al. 2024).",
    apply: (scores, context) => {
      const early = earlyOf(scores, layers.map(layer => beside(context, `layer ${layer}`)));
      return contrasted(scores, greatestValue(scores) + Math.log(plausible), early, logTotalOf(scores) - logTotalOf(early));
    },
  };
}

/** Log-probabilities less the early ones, of tokens that score at least `least`; `difference` is that of the logarithms of their totals. */
function contrasted(scores: Scores, least: number, early: Scores, difference: number): Scores {
  const next = new Float32Array(scores.length).fill(-Infinity);
  for (let token = 0; token < next.length; token++) {
    const score = scores[token] as number;
    if (score < least || score === -Infinity) continue;
    const other = early[token] as number;
    // Nothing is taken off for a token that the earlier layer rules out.
    next[token] = (other === -Infinity ? score : score - other) - difference;
  }
  return next;
}

/** The candidate whose distribution differs most from that of the scores, by Jensen–Shannon divergence: entropy of the mean less mean of the entropies. */
function earlyOf(scores: Scores, candidates: readonly Scores[]): Scores {
  if (candidates.length === 1) return candidates[0] as Scores;
  // The entropy of the scores' own distribution is the same in all.
  const own = weigh(scores);
  const divergences = candidates.map(candidate => {
    const other = weigh(candidate);
    return entropyOfMean(own.weights, own.total, other.weights, other.total) - entropyOfWeighed(candidate, other) / 2;
  });
  return candidates[divergences.indexOf(Math.max(...divergences))] as Scores;
}

/** Entropy in nats of the mean of two distributions. */
function entropyOfMean(weights: Float32Array, total: number, others: Float32Array, totalOther: number): number {
  let entropy = 0;
  for (let token = 0; token < weights.length; token++) {
    const mean = ((weights[token] as number) / total + (others[token] as number) / totalOther) / 2;
    if (mean > 0) entropy -= mean * Math.log(mean);
  }
  return entropy;
}
