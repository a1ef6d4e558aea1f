import type { Adapter } from "../adapters/adapter";
import type { Constraint } from "./constraint";

/** Rules out every token that would leave the constraint (Willard & Louf 2023). */
export function constrained(constraint: Constraint): Adapter {
  return {
    name: constraint.name,
    about: "Rules out every token after which the text could not fit any more (Willard & Louf 2023).",
    apply: (scores, { text }) => {
      const allowed = constraint.allowed(text);
      if (allowed === null) return scores;
      const next = scores.slice();
      // By index: a callback for each token of the vocabulary costs more than the rest of the step.
      for (let token = 0; token < next.length; token++) if (allowed[token] !== 1) next[token] = -Infinity;
      return next;
    },
  };
}
