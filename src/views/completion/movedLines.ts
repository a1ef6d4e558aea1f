/** A line (from 0) and its share of what was read. */
export interface ReadLine {
  readonly line: number;
  readonly share: number;
}

/** A replacement of text by lines, as VS Code reports it. */
export interface LineChange {
  readonly range: { readonly start: { readonly line: number }; readonly end: { readonly line: number } };
  readonly text: string;
}

/** Where the lines are after an event's edits; a line that was edited away is not among them. */
export function movedLines(lines: readonly ReadLine[], changes: readonly LineChange[]): readonly ReadLine[] {
  const fromTheEnd = changes.toSorted((a, b) => b.range.start.line - a.range.start.line);
  return fromTheEnd.reduce((moved, { range: { start, end }, text }) => {
    const delta = text.split("\n").length - 1 - (end.line - start.line);
    return moved.flatMap(one => {
      if (one.line <= start.line) return [one];
      return one.line > end.line || (one.line === end.line && delta >= 0) ? [{ ...one, line: one.line + delta }] : [];
    });
  }, lines);
}
