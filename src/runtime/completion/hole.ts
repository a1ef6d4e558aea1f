import { steadyStart } from "./steadyStart";

/** Characters before the cursor among which the middle begins. */
const BACK = 800;

/**
 * Where the middle begins that a model is to fill: some lines before the cursor, at a line start that stays the same while one types. What was
 * typed since is the middle's beginning, behind the suffix, so that a keystroke costs its own tokens and not the suffix's. `most`: how
 * many characters the middle may begin with.
 */
export function holeIn(prefix: string, most: number): number {
  const from = Math.max(0, prefix.length - Math.min(BACK, most));
  if (from > 0) return steadyStart(prefix, from, prefix.length);
  // A model has seen few middles with nothing before them.
  return prefix.includes("\n") ? steadyStart(prefix, 1, prefix.length) : 0;
}

/** The text behind the cursor without closing signs on its line, which the editor has put there by itself: they come and go with each bracket, and what repeats them is cut. */
export const steadySuffix = (suffix: string): string => suffix.replace(/^[)\]}"'`;,>]+[^\S\n]*(?=\r?\n|$)/, "");
