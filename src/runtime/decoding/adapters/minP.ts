import { greatestValue } from "../scores";
import type { Adapter } from "./adapter";
import { valuesOf } from "./fewKept";
import { keepFromOrBest } from "./keep";
import { refuseUnlessShare } from "./refuseUnless";

/** Keeps tokens at least `p` times as probable as the best one, and the best `fewest` (Nguyen et al. 2024). */
export function minP(p: number, fewest = 1): Adapter {
  refuseUnlessShare("min_p", p);
  return {
    name: `min-p ${p}`,
    about: "Keeps tokens at least p times as probable as the best one (Nguyen et al. 2024).",
    apply: scores => keepFromOrBest(scores, greatestValue(valuesOf(scores)) + Math.log(p), fewest),
  };
}
