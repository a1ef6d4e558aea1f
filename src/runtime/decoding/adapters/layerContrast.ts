import type { Scores } from "../scores";
import type { Adapter } from "./adapter";
import { beside } from "./beside";
import { distributionOf } from "./distribution";
import { exponentialOfMinus } from "./exponential";
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
      const { most, logTotal } = distributionOf(scores);
      const early = earlyOf(scores, layers.map(layer => beside(context, `layer ${layer}`)));
      const earlyTotal = distributionOf(early).logTotal;
      const least = most + Math.log(plausible);
      const next = new Float32Array(scores.length).fill(-Infinity);
      for (let token = 0; token < next.length; token++) {
        const score = scores[token] as number;
        if (score < least || score === -Infinity) continue;
        const other = early[token] as number;
        next[token] = score - logTotal - (other === -Infinity ? 0 : other - earlyTotal);
      }
      return next;
    },
  };
}

/** The candidate whose distribution differs most from that of the scores. */
function earlyOf(scores: Scores, candidates: readonly Scores[]): Scores {
  if (candidates.length === 1) return candidates[0] as Scores;
  const divergences = candidates.map(candidate => jensenShannon(scores, candidate));
  return candidates[divergences.indexOf(Math.max(...divergences))] as Scores;
}

/** Jensen–Shannon divergence between the distributions of two lists of scores, in nats. */
export function jensenShannon(one: Scores, other: Scores): number {
  const [a, b] = [distributionOf(one), distributionOf(other)];
  // The entropy of the mean less the mean of the entropies.
  let ofMean = 0;
  for (let token = 0; token < one.length; token++) {
    const first = (one[token] as number) - a.logTotal;
    const second = (other[token] as number) - b.logTotal;
    const mean = (exponentialOfMinus(-Math.min(first, 0)) + exponentialOfMinus(-Math.min(second, 0))) / 2;
    if (mean > 0) ofMean -= mean * Math.log(mean);
  }
  return ofMean - (a.entropy + b.entropy) / 2;
}
