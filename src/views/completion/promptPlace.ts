import type { PromptPart } from "../../protocol/completion";
import type { TextRange } from "../../protocol/tokens";

/** Where a piece of the document's text stands in a prompt. */
export interface PromptPlace {
  /** In the text before the cursor. */
  readonly range: TextRange;
  /** Where it begins in the prompt. */
  readonly at: number;
}

/**
 * The piece of the text before the cursor that stands last in a prompt, up to the cursor or to what the model wrote again (token healing); null
 * where the prompt holds none. A middle that begins before the cursor stands behind the suffix: what is before it is another piece.
 */
export function promptPlace(parts: readonly PromptPart[]): PromptPlace | null {
  const last = parts.findLast(({ of, range }) => of === "before" && range.end > range.start);
  return last === undefined ? null : { range: { start: last.from, end: last.from + last.range.end - last.range.start }, at: last.range.start };
}
