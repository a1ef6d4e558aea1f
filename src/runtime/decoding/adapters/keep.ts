import type { Scores } from "../scores";
import { FEW, fewKept, rememberKept, valuesOf } from "./fewKept";
import { greatestOfRank } from "./selection";

/** Rules out every token whose score is below `least`. */
export function keepFrom(scores: Scores, least: number): Scores {
  if (!(least > -Infinity)) return scores.slice();
  const next = new Float32Array(scores.length).fill(-Infinity);
  const few = fewKept(scores);
  const count = few === null ? copyFrom(next, scores, least) : copyFewFrom(next, scores, least, few);
  return count > FEW ? next : rememberKept(next, copied.slice(0, count));
}

/** The first tokens that {@link copyFrom} copied. */
const copied = new Int32Array(FEW);

/** Copies what is not below `least`, and gives back how many that are. */
function copyFrom(next: Scores, scores: Scores, least: number): number {
  let count = 0;
  for (let token = 0; token < scores.length; token++) {
    const score = scores[token] as number;
    if (score < least) continue;
    // NaN comes here too: it stays to be seen.
    next[token] = score;
    if (count < copied.length) copied[count] = token;
    count++;
  }
  return count;
}

function copyFewFrom(next: Scores, scores: Scores, least: number, few: Int32Array): number {
  let count = 0;
  for (const token of few) {
    const score = scores[token] as number;
    if (score < least) continue;
    next[token] = score;
    copied[count++] = token;
  }
  return count;
}

/** Rules out every token whose score is below `least`, but none as good as the best `fewest`; equals of the last of them stay too. */
export function keepFromOrBest(scores: Scores, least: number, fewest: number): Scores {
  const next = keepFrom(scores, least);
  const few = fewKept(next);
  return few !== null && few.length < fewest ? keepFrom(scores, Math.min(least, greatestOfRank(valuesOf(scores), fewest))) : next;
}

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
