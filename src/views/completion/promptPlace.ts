import type { TextRange } from "../../protocol/tokens";

/** Where a piece of the document's text stands in a prompt. */
export interface PromptPlace {
  /** In the text before the cursor. */
  readonly range: TextRange;
  /** Where it begins in the prompt. */
  readonly at: number;
}

/** Code units before the cursor that a prompt may leave out, to be written again by the model (token healing). */
const MOST_HEALED = 64;
/** So many code units before the cursor are looked for. */
const SOUGHT = 48;

/**
 * The longest piece of `prefix`, the text before the cursor, that a prompt holds and that ends where the prompt's part of it
 * ends; null where it holds none. What stands before and behind it in the prompt (other texts, the model's own tokens) is not
 * the document's.
 */
export function promptPlace(prompt: string, prefix: string): PromptPlace | null {
  for (let healed = 0; healed <= Math.min(MOST_HEALED, prefix.length - 1); healed++) {
    const end = prefix.length - healed;
    const sought = prefix.slice(Math.max(0, end - SOUGHT), end);
    const found = prompt.lastIndexOf(sought);
    if (found < 0) continue;
    let [start, at] = [end - sought.length, found];
    while (start > 0 && at > 0 && prefix.charCodeAt(start - 1) === prompt.charCodeAt(at - 1)) [start, at] = [start - 1, at - 1];
    return { range: { start, end }, at };
  }
  return null;
}
