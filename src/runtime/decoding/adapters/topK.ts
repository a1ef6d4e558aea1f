import type { Adapter } from "./adapter";
import { valuesOf } from "./fewKept";
import { keepFrom } from "./keep";
import { refuseUnlessCount } from "./refuseUnless";
import { greatestOfRank } from "./selection";

/** Keeps the `k` best tokens, at least `fewest`; equals of the last one stay too (Fan et al. 2018). */
export function topK(k: number, fewest = 1): Adapter {
  refuseUnlessCount("top_k", k, 1);
  const count = Math.max(k, fewest);
  return {
    name: `top-k ${k}`,
    about: "Keeps the k best tokens, and equals of the last one (Fan et al. 2018).",
    apply: scores => keepFrom(scores, greatestOfRank(valuesOf(scores), count)),
  };
}
