import type { TextRange } from "../../protocol/tokens";
import { type Lines, selectionChoice } from "./selectionChoice";

/** One of several selections, with the lines that it begins and ends on. */
export interface PlacedSelection extends TextRange {
  readonly firstLine: number;
  readonly lastLine: number;
}

/**
 * Several selections as parts of one text: the paragraphs from the first one's to the last one's, and where in that text the selections
 * are, in order. Null with fewer than two that hold anything.
 */
export function spanChoice(lines: Lines, selections: readonly PlacedSelection[]): { readonly range: TextRange; readonly spans: readonly TextRange[] } | null {
  const held = selections.filter(({ start, end }) => end > start).sort((one, other) => one.start - other.start);
  const [first, last] = [held[0], held.at(-1)];
  if (first === undefined || last === undefined || held.length < 2) return null;
  const paragraph = (line: number): TextRange => selectionChoice(lines, { start: 0, end: 0 }, line) ?? first;
  const range = { start: Math.min(first.start, paragraph(first.firstLine).start), end: Math.max(last.end, paragraph(last.lastLine).end) };
  return { range, spans: held.map(({ start, end }) => ({ start: start - range.start, end: end - range.start })) };
}
