import type { Scores } from "../scores";
import type { Adapter } from "./adapter";
import { weightsOf } from "./distribution";
import { keepFrom } from "./keep";
import { refuseUnlessShare } from "./refuseUnless";
import { greatestOfRank, walkDown } from "./selection";

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
      const { weights, total } = weightsOf(scores);
      const { value, before } = walkDown(scores, weights, p * total);
      const atLeast = greatestOfRank(scores, fewest);
      const least = Math.min(value, atLeast);
      const next = keepFrom(scores, least);
      return least === -Infinity ? next : dropEquals(next, least, weights, least === value ? p * total - before : 0, fewest);
    },
  };
}

/** Of tokens whose score is `least`, the lower ids go until no more stay than are needed to reach the mass and the number. */
function dropEquals(next: Scores, least: number, weights: Float64Array, missing: number, fewest: number): Scores {
  let above = 0;
  let equal = 0;
  let first = -1;
  for (let token = 0; token < next.length; token++) {
    const score = next[token] as number;
    if (score > least) above++;
    else if (score === least) {
      equal++;
      if (first < 0) first = token;
    }
  }
  const needed = Math.max(Math.ceil(missing / (weights[first] as number)), fewest - above, 1);
  for (let token = first, dropped = 0; dropped < equal - needed; token++) {
    if (next[token] !== least) continue;
    next[token] = -Infinity;
    dropped++;
  }
  return next;
}
