import type { Scores } from "../scores";
import { greatestOfRank } from "./selection";

/** Rules out every token whose score is below `least`. */
export function keepFrom(scores: Scores, least: number): Scores {
  const next = scores.slice();
  for (let token = 0; token < next.length; token++) if ((next[token] as number) < least) next[token] = -Infinity;
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
