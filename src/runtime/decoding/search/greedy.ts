import { Problem } from "../../../protocol/problem";
import { greatest } from "../scores";
import type { Choice } from "./followPath";

/** The most probable token: greedy decoding. Throws `input-invalid` where every token is ruled out. */
export const mostProbable: Choice = scores => {
  const token = greatest(scores);
  if (scores[token] !== -Infinity) return token;
  throw new Problem("input-invalid", "Every token is ruled out at this step: there is nothing to choose.", { remedy: "Loosen the options that rule tokens out: bad words, suppressed tokens, n-grams, a grammar." });
};
