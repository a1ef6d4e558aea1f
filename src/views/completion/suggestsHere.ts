/** A cursor's line. */
export interface CursorLine {
  readonly left: string;
  readonly right: string;
}

/** What may stand behind the cursor while something is suggested before it: what closes what was opened, and ends a statement. */
const CLOSING = /^\s*[)\]}>"'`]*\s*[,;:{]?\s*$/;

/**
 * Whether something is suggested here while somebody types. Never before other text of the line; nowhere where the line is
 * blank before the cursor and not behind it, because Tab indents there, and on blank lines only if `onBlankLines`.
 */
export function suggestsHere({ left, right }: CursorLine, { onBlankLines }: { readonly onBlankLines: boolean }): boolean {
  if (left.trim() === "") return onBlankLines && right.trim() === "";
  return CLOSING.test(right);
}
