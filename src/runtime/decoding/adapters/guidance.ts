import type { Scores } from "../scores";
import type { Adapter } from "./adapter";
import { beside } from "./beside";
import { logTotalOf } from "./distribution";
import { refuseUnlessFinite } from "./refuseUnless";

/**
 * Classifier-free guidance (Sanchez et al. 2023): unconditional log-probability + scale · (conditional − unconditional), the other from
 * `beside.unconditional`, the text without its prompt or behind a negative one.
 */
export function guidance(scale: number): Adapter {
  refuseUnlessFinite("guidance_scale", scale);
  return {
    name: `guidance ${scale}`,
    about: "Moves the log-probabilities away from what the text without its prompt would get (classifier-free guidance, Sanchez et al. 2023).",
    apply: (scores, context) => {
      const without = beside(context, "unconditional");
      return guided(scores, logTotalOf(scores), without, logTotalOf(without), scale);
    },
  };
}

function guided(scores: Scores, total: number, without: Scores, totalWithout: number, scale: number): Scores {
  const next = new Float32Array(scores.length);
  for (let token = 0; token < next.length; token++) {
    const conditional = (scores[token] as number) - total;
    const unconditional = (without[token] as number) - totalWithout;
    // Where the other rules a token out there is no difference to go by.
    const guided = unconditional === -Infinity ? conditional : unconditional + scale * (conditional - unconditional);
    next[token] = scores[token] === -Infinity ? -Infinity : guided;
  }
  return next;
}
