import type { Scores } from "../scores";
import { greatestOfRank } from "./selection";

/** Rules out every token whose score is below `least`. */
export function keepFrom(scores: Scores, least: number): Scores {
  const next = new Float32Array(scores.length).fill(-Infinity);
  for (let token = 0; token < next.length; token++) {
    const score = scores[token] as number;
    // Turned round, so that NaN stays to be seen.
    if (!(score < least)) next[token] = score;
  }
  return next;
}

/** Rules out every token whose score is below `least`, but none as good as the best `fewest`; equals of the last of them stay too. */
export const keepFromOrBest = (scores: Scores, least: number, fewest: number): Scores =>
  keepFrom(scores, Math.min(least, greatestOfRank(scores, fewest)));

/** Rules out every token but these, whose scores become 0. */
export function keepOnly(scores: Scores, tokens: readonly number[]): Scores {
  const next = new Float32Array(scores.length).fill(-Infinity);
  for (const token of tokens) next[token] = 0;
  return next;
}

/** Rules out these tokens. */
export function ruleOut(scores: Scores, tokens: Iterable<number>): Scores {
  const next = scores.slice();
  for (const token of tokens) next[token] = -Infinity;
  return next;
}
