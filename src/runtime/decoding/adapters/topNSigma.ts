import type { Scores } from "../scores";
import type { Adapter } from "./adapter";
import { keepFromOrBest } from "./keep";
import { refuseUnlessPositive } from "./refuseUnless";

/** Keeps tokens whose score is at most `n` standard deviations of all scores below the best, and the best `fewest` (Tang et al. 2024). */
export function topNSigma(n: number, fewest = 1): Adapter {
  refuseUnlessPositive("top_n_sigma", n);
  return {
    name: `top-nσ ${n}`,
    about: "Keeps tokens at most n standard deviations of the scores below the best; temperature does not change which (Tang et al. 2024).",
    apply: scores => {
      const { most, deviation } = spreadOf(scores);
      return keepFromOrBest(scores, most - n * deviation, fewest);
    },
  };
}

/** The greatest score, and the standard deviation of those that are not ruled out. */
function spreadOf(scores: Scores): { most: number; deviation: number } {
  let most = -Infinity;
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let token = 0; token < scores.length; token++) {
    const score = scores[token] as number;
    if (score === -Infinity) continue;
    if (score > most) most = score;
    count++;
    sum += score;
    squares += score * score;
  }
  const mean = sum / count;
  return { most, deviation: count === 0 ? 0 : Math.sqrt(Math.max(squares / count - mean * mean, 0)) };
}
