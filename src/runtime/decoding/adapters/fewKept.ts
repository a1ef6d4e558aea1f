import type { Scores } from "../scores";

/** Up to so many tokens are looked at one by one; of more, the whole vocabulary is. */
export const FEW = 2048;

/** What the cuts left of scores. An entry lives as long as its scores do, which nobody writes to once they are given away. */
const lists = new WeakMap<Scores, Int32Array>();

/** Ids of the tokens that are not ruled out, ascending, where whoever cut the scores left few of them; null where that is not known. */
export const fewKept = (scores: Scores): Int32Array | null => lists.get(scores) ?? null;

/** Says which tokens, ascending, are not ruled out: for scores that were just made. */
export function rememberKept(scores: Scores, tokens: Int32Array): Scores {
  lists.set(scores, tokens);
  return scores;
}

/** The scores that are not ruled out, in the order of their tokens, where those are known and few; else all scores. Sums, greatest values and ranks are the same of both. */
export function valuesOf(scores: Scores): Float32Array {
  const few = fewKept(scores);
  return few === null ? scores : Float32Array.from(few, token => scores[token] as number);
}
