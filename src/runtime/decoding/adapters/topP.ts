import type { Scores } from "../scores";
import type { Adapter } from "./adapter";
import { exponentialOfMinus } from "./exponential";
import { fewKept, rememberKept, valuesOf } from "./fewKept";
import { keepFrom } from "./keep";
import { countEqual, countKept } from "./passes";
import { refuseUnlessShare } from "./refuseUnless";
import { greatestOfRank, walkMembers, type Reached } from "./selection";
import { membersOf, weightsByDistance, type WeightsByDistance } from "./weightsByDistance";

/**
 * Keeps the fewest best tokens whose probabilities together reach `p`, at least `fewest` (nucleus sampling, Holtzman et al. 2020). Where
 * the last of them has equals, those with the higher ids stay, as upstream's stable ascending order has it.
 */
export function topP(p: number, fewest = 1): Adapter {
  refuseUnlessShare("top_p", p);
  return {
    name: `top-p ${p}`,
    about: "Keeps the fewest best tokens whose probabilities together reach p (Holtzman et al. 2020).",
    apply: scores => {
      const values = valuesOf(scores);
      const weighed = weightsByDistance(scores);
      const enough = p * weighed.total;
      const { value, before } = walkTo(enough, values, weighed);
      const least = fewest === 1 ? value : Math.min(value, greatestOfRank(values, fewest));
      const next = keepFrom(scores, least);
      const kept = valuesOf(next);
      const equal = countEqual(kept, least);
      if (equal > 1 && least !== -Infinity) {
        // Equals have equal weights: as many as are missing, and as many as there must be at least.
        const missing = least === value ? (enough - before) / exponentialOfMinus(weighed.most - least) : 0;
        const above = countKept(kept) - equal;
        return withoutFirst(next, least, equal - Math.max(Math.ceil(missing), fewest - above, 1));
      }
      return next;
    },
  };
}

/** Where the weights of the best scores reach `enough`. */
function walkTo(enough: number, values: Float32Array, { most, sums }: WeightsByDistance): Reached {
  if (most === -Infinity) return { value: most, before: 0 };
  let before = 0;
  let bucket = 0;
  while (bucket < sums.length && before + (sums[bucket] as number) < enough) before += sums[bucket++] as number;
  if (bucket === sums.length) return { value: -Infinity, before };
  const members = membersOf(values, most, bucket, bucket);
  return walkMembers(members.values, members.weights, enough, before);
}

/** Rules out `count` tokens of this score, from the first one on; the scores are nobody else's yet. */
function withoutFirst(next: Scores, score: number, count: number): Scores {
  for (let token = next.indexOf(score), left = count; left > 0; token++) {
    if (next[token] !== score) continue;
    next[token] = -Infinity;
    left--;
  }
  const few = fewKept(next);
  return few === null ? next : rememberKept(next, few.filter(token => next[token] !== -Infinity));
}
