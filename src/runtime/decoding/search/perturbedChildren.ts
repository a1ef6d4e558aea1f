import type { Random } from "../random";
import { greatestValue, type Scores } from "../scores";
import { gumbelBelow } from "./gumbel";
import { exponentials, WithoutReplacement } from "./withoutReplacement";

/** A token that follows a beam, with its log-probability and that of the text it makes, as it is and perturbed. */
export interface PerturbedChild {
  readonly token: number;
  /** Of the token after the beam. */
  readonly logProbability: number;
  /** Of the text, plus Gumbel noise. */
  readonly perturbed: number;
}

/**
 * The children of a beam from the greatest perturbed log-probability downwards, as many as are asked for. Given the beam's own, which
 * is the greatest of its children's (Kool et al. 2019), each next one is at the location of all that are left together and below the
 * one before (Maddison et al. 2014): the same distribution as Gumbel noise on every token under that condition, for one number a child.
 */
export function* perturbedChildren(scores: Scores, beam: { readonly logProbability: number; readonly perturbed: number }, uniform: Random["uniform"]): Generator<PerturbedChild, undefined> {
  const most = greatestValue(scores);
  if (most === -Infinity) return;
  const draws = new WithoutReplacement(exponentials(scores, -most));
  const all = draws.left;
  let { perturbed } = beam;
  for (;;) {
    const token = draws.draw(uniform);
    yield { token, logProbability: (scores[token] as number) - most - Math.log(all), perturbed };
    if (draws.left === 0) return;
    perturbed = gumbelBelow(perturbed, beam.logProbability + Math.log(draws.left / all), uniform);
  }
}
