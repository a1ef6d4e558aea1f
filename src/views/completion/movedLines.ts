/** A line (from 0) and its share of what was read. */
export interface ReadLine {
  readonly line: number;
  readonly share: number;
}

/** A replacement of text by lines, as VS Code reports it. */
export interface LineChange {
  readonly range: { readonly start: LinePlace; readonly end: LinePlace };
  readonly text: string;
}

interface LinePlace {
  readonly line: number;
  readonly character: number;
}

/** Where the lines are after an event's edits; a line that was edited away is not among them. */
export function movedLines(lines: readonly ReadLine[], changes: readonly LineChange[]): readonly ReadLine[] {
  const fromTheEnd = changes.toSorted((a, b) => b.range.start.line - a.range.start.line);
  return fromTheEnd.reduce((moved, { range: { start, end }, text }) => {
    const delta = text.split("\n").length - 1 - (end.line - start.line);
    return moved.flatMap(one => {
      const whole = one.line > end.line || (one.line === end.line && end.character === 0);
      if (whole) return [{ ...one, line: one.line + delta }];
      // What is left of its beginning, or of its end, is the line still.
      if (one.line < start.line || (one.line === start.line && (start.character > 0 || end.line === start.line))) return [one];
      return one.line === end.line && delta >= 0 ? [{ ...one, line: one.line + delta }] : [];
    });
  }, lines);
}
