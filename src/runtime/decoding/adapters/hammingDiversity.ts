import type { Scores } from "../scores";

/**
 * Scores of a beam less `penalty` for each time that a beam of an earlier group chose the token at this step: diverse beam search's
 * dissimilarity by Hamming distance (Vijayakumar et al. 2018).
 */
export function hammingDiversity(scores: Scores, chosenByEarlierGroups: readonly number[], penalty: number): Scores {
  const next = scores.slice();
  for (const token of chosenByEarlierGroups) next[token] = (next[token] as number) - penalty;
  return next;
}
