import { bracketsOf } from "./brackets";
import { lastLineOf } from "./indentation";

/**
 * Where a new text closes a bracket that is not open, or that the rest of the cursor's line closes: it should end before. Null where all it
 * closes is open.
 */
export function closerTooMany(prefix: string, text: string, rest: string): number | null {
  const { unmatched } = bracketsOf(text);
  if (unmatched.length === 0) return null;
  const line = bracketsOf(lastLineOf(prefix)).open.length;
  const reserved = bracketsOf(rest).unmatched.length;
  const open = reserved > 0 ? line - reserved : bracketsOf(prefix).open.length;
  return unmatched[Math.max(0, open)] ?? null;
}
