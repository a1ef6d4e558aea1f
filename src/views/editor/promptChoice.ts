import type { TextRange } from "../../protocol/tokens";

/** Longest prompt that is sent to the runtime, in UTF-16 code units: what a model's context holds of it is its last part. */
export const MAXIMUM_PROMPT = 100_000;
/** A prompt that is cut begins at the start of a line, if that leaves out at most so many code units more. */
const LINE_SEARCH = 10_000;

/** The text that is continued, and how many code units before it were left out. */
export interface PromptChoice {
  readonly range: TextRange;
  readonly left: number;
}

/**
 * What is continued: the selection exactly as it is; without one all text before the cursor; of more than `maximum` code
 * units the last ones, from the start of a line. Null when there are only blanks. `read` gives the document's text.
 */
export function promptChoice(selection: TextRange, cursor: number, read: (range: TextRange) => string, maximum = MAXIMUM_PROMPT): PromptChoice | null {
  const whole = selection.end > selection.start ? selection : { start: 0, end: cursor };
  const start = whole.end - whole.start > maximum ? lastPart(whole.end, read, maximum) : whole.start;
  const range = { start, end: whole.end };
  return read(range).trim() === "" ? null : { range, left: start - whole.start };
}

function lastPart(end: number, read: (range: TextRange) => string, maximum: number): number {
  const start = end - maximum;
  // With the code unit before it: it tells whether a line, or the second half of a surrogate pair, starts here.
  const before = read({ start: start - 1, end: Math.min(end, start + LINE_SEARCH) });
  const lineBreak = before.indexOf("\n");
  if (lineBreak >= 0) return start + lineBreak;
  const first = before.charCodeAt(1);
  return first >= 0xdc00 && first <= 0xdfff ? start + 1 : start;
}
