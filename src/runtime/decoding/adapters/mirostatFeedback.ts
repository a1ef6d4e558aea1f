import type { Scores } from "../scores";
import type { Adapter } from "./adapter";
import { logTotalOf } from "./distribution";

/**
 * What mirostat carries along: the bound μ in bits, 2τ at first; after each token it goes down by η times what the token's surprisal,
 * in the distribution before mirostat's cut, was above τ.
 */
export function feedbackOf(tau: number, eta: number): NonNullable<Adapter["memory"]> {
  return {
    initial: 2 * tau,
    after: (state, token, given) => (state as number) - eta * (surprisalIn(given, token) - tau),
  };
}

/** Surprisal of a token in bits. */
const surprisalIn = (scores: Scores, token: number): number => (logTotalOf(scores) - (scores[token] as number)) / Math.LN2;
