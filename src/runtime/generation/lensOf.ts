import type { BareToken, LogitLens } from "../../protocol/generation";
import { best, entropyOf, logSoftmax, type Scores } from "../decoding/scores";

/** Tokens that each layer's line tells of. */
const BEST = 5;

/** The lines of a logit lens from what each stream says [layer][vocab], the last one's being what the model says. */
export function lensOf(said: readonly Scores[], chosen: number, named: (id: number) => BareToken): LogitLens {
  const logs = said.map(logSoftmax);
  const last = logs.at(-1) as Scores;
  return {
    layers: logs.map(own => {
      const probabilities = own.map(Math.exp);
      return {
        best: best(own, BEST).map(id => ({ token: named(id), probability: probabilities[id] as number })),
        rank: rankOf(own, chosen),
        probability: probabilities[chosen] as number,
        divergence: divergenceOf(last, own) / Math.LN2,
        entropy: entropyOf(probabilities) / Math.LN2,
      };
    }),
  };
}

/** From 1; the lower id first of equals. */
function rankOf(scores: Scores, token: number): number {
  const own = scores[token] as number;
  let rank = 1;
  for (let i = 0; i < scores.length; i++) if ((scores[i] as number) > own || (scores[i] === own && i < token)) rank++;
  return rank;
}

/** Kullback–Leibler divergence of `p` from `q`, both log-probabilities [vocab], in nats. */
function divergenceOf(p: Scores, q: Scores): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const log = p[i] as number;
    if (log !== -Infinity) sum += Math.exp(log) * (log - (q[i] as number));
  }
  // Rounding may leave a trace below nothing.
  return Math.max(0, sum);
}
