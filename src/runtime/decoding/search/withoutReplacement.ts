import type { Random } from "../random";
import type { Scores } from "../scores";

/** Places drawn from a row of weights one after another, each with the chance that its weight has among those that are left. */
export class WithoutReplacement {
  /** The sum of the weights that are left, added up anew each time: what is small beside what was drawn keeps its digits. */
  left: number;

  /** The weights [place] are used up. */
  constructor(private readonly weights: Float64Array) {
    this.left = total(weights);
  }

  /** A place, which is not drawn again; −1 where nothing is left. */
  draw(uniform: Random["uniform"]): number {
    const { weights } = this;
    let place = -1;
    let remaining = uniform() * this.left;
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i] as number;
      if (weight === 0) continue;
      // Where rounding leaves something over behind the last one, the last one is drawn.
      place = i;
      if (remaining < weight) break;
      remaining -= weight;
    }
    if (place >= 0) {
      weights[place] = 0;
      this.left = total(weights);
    }
    return place;
  }
}

/** exp(score + shift) for each score: weights for drawing. */
export function exponentials(scores: Scores, shift: number): Float64Array {
  const weights = new Float64Array(scores.length);
  for (let i = 0; i < scores.length; i++) weights[i] = Math.exp((scores[i] as number) + shift);
  return weights;
}

function total(weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i] as number;
  return sum;
}
