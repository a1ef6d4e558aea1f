import type { TextRange } from "../../protocol/tokens";

/** A document's lines, as far as choosing needs them. Line numbers count from 0. */
export interface Lines {
  readonly lineCount: number;
  isBlank(line: number): boolean;
  /** Offset of the line's first character. */
  startOf(line: number): number;
  /** Offset behind the line's last character, its line break excluded. */
  endOf(line: number): number;
}

/** Longest text that is sent to the runtime, in UTF-16 code units: far more than any model's context holds. */
export const MAXIMUM_CHARACTERS = 1_000_000;

/**
 * The range to look at: the selection exactly as it is; without one the paragraph (block of lines that are not blank)
 * around the cursor; on a blank line the nearest paragraph below it, else above. Null when the document has only blanks.
 */
export function selectionChoice(lines: Lines, selection: TextRange, cursorLine: number): TextRange | null {
  if (selection.end > selection.start) return selection;
  const line = lineWithText(lines, cursorLine);
  if (line === null) return null;
  let first = line;
  let last = line;
  while (first > 0 && !lines.isBlank(first - 1)) first--;
  while (last < lines.lineCount - 1 && !lines.isBlank(last + 1)) last++;
  return { start: lines.startOf(first), end: lines.endOf(last) };
}

function lineWithText(lines: Lines, from: number): number | null {
  for (let line = from; line < lines.lineCount; line++) if (!lines.isBlank(line)) return line;
  for (let line = from - 1; line >= 0; line--) if (!lines.isBlank(line)) return line;
  return null;
}

/** `range` with at most `maximum` code units, never ending between the halves of a surrogate pair of `text`, its text. */
export function capped(range: TextRange, text: string, maximum = MAXIMUM_CHARACTERS): TextRange {
  if (text.length <= maximum) return range;
  const last = text.charCodeAt(maximum - 1);
  const cutsPair = last >= 0xd800 && last <= 0xdbff;
  return { start: range.start, end: range.start + maximum - (cutsPair ? 1 : 0) };
}
