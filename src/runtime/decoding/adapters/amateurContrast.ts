import { greatestValue, type Scores } from "../scores";
import type { Adapter } from "./adapter";
import { beside } from "./beside";
import { refuseUnless, refuseUnlessShare } from "./refuseUnless";

/**
 * Contrastive decoding (Li et al. 2023) as O'Brien & Lewis 2023 write it: (1 + β) · expert − β · amateur on the scores, the amateur's
 * from `beside.amateur`, among tokens that the expert finds at least `alpha` times as probable as its best.
 */
export function amateurContrast(alpha: number, beta: number): Adapter {
  refuseUnlessShare("contrastive_alpha", alpha);
  refuseUnless(beta >= 0 && Number.isFinite(beta), "contrastive_beta", beta, "a number of at least 0");
  return {
    name: `contrast with an amateur α ${alpha} β ${beta}`,
    about: "Prefers what this model knows better than a weaker one, among tokens that it finds plausible (Li et al. 2023; O'Brien & Lewis 2023).",
    apply: (scores, context) => contrasted(scores, greatestValue(scores) + Math.log(alpha), beside(context, "amateur"), beta),
  };
}

function contrasted(scores: Scores, least: number, amateur: Scores, beta: number): Scores {
  const next = new Float32Array(scores.length).fill(-Infinity);
  for (let token = 0; token < next.length; token++) {
    const score = scores[token] as number;
    if (score < least || score === -Infinity) continue;
    // A token that the amateur rules out has nothing to be contrasted with.
    next[token] = amateur[token] === -Infinity ? score : (1 + beta) * score - beta * (amateur[token] as number);
  }
  return next;
}
