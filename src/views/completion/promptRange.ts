import { TrackedRange } from "../editor/trackedRange";

/** So much of a text's beginning is looked for where the text itself is no longer there. */
const BEGINNING = 200;

/** Where a text that ended at `end` of a document is in it as it is now: whole, or with the parts that no edit has reached. */
export function promptRange(text: string, end: number, whole: string): TrackedRange {
  const tracked = new TrackedRange({ start: Math.max(0, end - text.length), end }, text);
  tracked.find(whole);
  if (!tracked.stale) return tracked;
  const start = whole.lastIndexOf(text.slice(0, BEGINNING), end);
  const edited = new TrackedRange({ start: start < 0 ? tracked.start : start, end }, text);
  edited.check(range => whole.slice(range.start, range.end));
  return edited;
}
