import type { Adapter } from "../adapters/adapter";
import type { Constraint } from "./constraint";

/** Rules out every token that would leave the constraint (Willard & Louf 2023). */
export function constrained(constraint: Constraint): Adapter {
  return {
    name: constraint.name,
    about: "Rules out every token after which the text could not fit any more (Willard & Louf 2023).",
    apply: (scores, { text }) => {
      const allowed = constraint.allowed(text);
      return allowed === null ? scores : scores.map((score, token) => (allowed[token] === 1 ? score : -Infinity));
    },
  };
}
