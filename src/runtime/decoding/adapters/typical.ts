import type { Scores } from "../scores";
import type { Adapter } from "./adapter";
import { FEW, rememberKept, valuesOf } from "./fewKept";
import { refuseUnless } from "./refuseUnless";
import { greatestOfRank, walkMembers } from "./selection";
import { bucketOf, membersOf, weightsByDistance, type WeightsByDistance } from "./weightsByDistance";

/**
 * Keeps the tokens whose surprisal is nearest to the entropy, the fewest whose probabilities together reach `mass`, at least `fewest`;
 * equals of the last one stay too (locally typical sampling, Meister et al. 2023).
 */
export function typical(mass: number, fewest = 1): Adapter {
  refuseUnless(mass > 0 && mass < 1, "typical_p", mass, "a number above 0 and below 1");
  return {
    name: `typical ${mass}`,
    about: "Keeps the tokens whose surprisal is nearest to the entropy, until their probabilities reach the mass (Meister et al. 2023).",
    apply: scores => {
      const values = valuesOf(scores);
      const weighed = weightsByDistance(scores);
      const { most, total, moment } = weighed;
      if (total === 0) return scores.slice();
      // Surprisal is distance from the best + log total, and entropy the mean of that: the logarithm falls out of the difference.
      const nearest = moment / total;
      const nearness = (score: number): number => nearnessOf(most - score, nearest);
      const value = leastNearness(mass * total, values, nearest, weighed);
      const least = fewest === 1 ? value : Math.min(value, greatestOfRank(values.map(nearness), fewest));
      return keepNear(scores, most, nearest, least);
    },
  };
}

/** What tokens are ordered by: −|a token's distance from the best score − the distance of a token as surprising as the mean|, a float32. */
const nearnessOf = (distance: number, nearest: number): number => -Math.fround(Math.abs(distance - nearest));

/**
 * The nearness down to which the weights reach `enough`. Buckets of distances are taken in from the middle outwards; where the last one
 * on each side makes it enough, the limit is within a bucket of that: only tokens about there are looked at one by one.
 */
function leastNearness(enough: number, values: Float32Array, nearest: number, { most, sums }: WeightsByDistance): number {
  const middle = bucketOf(nearest);
  const at = (bucket: number): number => sums[bucket] ?? 0;
  let wide = 0;
  let sum = at(middle);
  while (sum < enough && wide < sums.length) {
    wide++;
    sum += at(middle - wide) + at(middle + wide);
  }
  if (sum < enough) return -Infinity;
  let before = 0;
  for (let bucket = middle - wide + 2; bucket <= middle + wide - 2; bucket++) before += at(bucket);
  const members =
    wide < 2
      ? membersOf(values, most, middle - wide - 1, middle + wide + 1)
      : membersOf(values, most, middle - wide - 1, middle - wide + 1, { from: middle + wide - 1, to: middle + wide + 1 });
  return walkMembers(members.values.map(value => nearnessOf(most - value, nearest)), members.weights, enough, before).value;
}

/** Rules out the tokens whose nearness is below `least`. */
function keepNear(scores: Scores, most: number, nearest: number, least: number): Scores {
  const next = new Float32Array(scores.length).fill(-Infinity);
  const count = copyNear(next, scores, most, nearest, least);
  return count > FEW ? next : rememberKept(next, copied.slice(0, count));
}

/** The first tokens that {@link copyNear} copied. */
const copied = new Int32Array(FEW);

/** Copies what is not below `least`, and gives back how many that are. */
function copyNear(next: Scores, scores: Scores, most: number, nearest: number, least: number): number {
  let count = 0;
  for (let token = 0; token < next.length; token++) {
    const score = scores[token] as number;
    // What is ruled out may be as near as all others where they do not make it enough.
    if (!(nearnessOf(most - score, nearest) >= least) || score === -Infinity) continue;
    next[token] = score;
    if (count < copied.length) copied[count] = token;
    count++;
  }
  return count;
}
