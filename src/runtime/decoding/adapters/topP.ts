import type { Scores } from "../scores";
import type { Adapter } from "./adapter";
import { weigh } from "./distribution";
import { keepFrom } from "./keep";
import { countEqual, countKept } from "./passes";
import { refuseUnlessShare } from "./refuseUnless";
import { scratchFloats } from "./scratch";
import { greatestOfRank, walkDown } from "./selection";

/**
 * Keeps the fewest best tokens whose probabilities together reach `p`, at least `fewest` (nucleus sampling, Holtzman et al. 2020). Where
 * the last of them has equals, those with the higher ids stay, as upstream's stable ascending order has it.
 */
export function topP(p: number, fewest = 1): Adapter {
  refuseUnlessShare("top_p", p);
  const room = scratchFloats();
  return {
    name: `top-p ${p}`,
    about: "Keeps the fewest best tokens whose probabilities together reach p (Holtzman et al. 2020).",
    apply: scores => {
      const { weights, total, most } = weigh(scores, room(scores.length));
      const { value, before } = walkDown(scores, weights, p * total, most);
      const least = fewest === 1 ? value : Math.min(value, greatestOfRank(scores, fewest));
      const next = keepFrom(scores, least);
      const equal = countEqual(next, least);
      if (equal > 1 && least !== -Infinity) {
        const first = next.indexOf(least);
        // Equals have equal weights: as many as are missing, and as many as there must be at least.
        const missing = least === value ? (p * total - before) / (weights[first] as number) : 0;
        const above = countKept(next) - equal;
        dropFirst(next, least, first, equal - Math.max(Math.ceil(missing), fewest - above, 1));
      }
      return next;
    },
  };
}

/** Rules out `count` tokens of this score, from the first one on. */
function dropFirst(next: Scores, score: number, first: number, count: number): void {
  for (let token = first, left = count; left > 0; token++) {
    if (next[token] !== score) continue;
    next[token] = -Infinity;
    left--;
  }
}
