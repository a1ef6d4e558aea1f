import assert from "node:assert/strict";
import { capped, type Lines, selectionChoice } from "../../../src/views/editor/selectionChoice";

const TEXT = "first line\nsecond line\n\n   \n\tthird\nfourth\n";

function linesOf(text: string): Lines {
  const lines = text.split("\n");
  const starts = lines.map((_, line) => lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0));
  return {
    lineCount: lines.length,
    isBlank: line => lines[line]?.trim() === "",
    startOf: line => starts[line] ?? 0,
    endOf: line => (starts[line] ?? 0) + (lines[line]?.length ?? 0),
  };
}

const chosen = (text: string, start: number, end: number, line: number): string | null => {
  const range = selectionChoice(linesOf(text), { start, end }, line);
  return range && text.slice(range.start, range.end);
};

describe("selection choice", () => {
  it("takes a selection exactly, blanks included", () => {
    assert.equal(chosen(TEXT, 5, 12, 1), " line\ns");
    assert.equal(chosen(TEXT, 22, 25, 2), "\n\n ");
  });

  it("takes the paragraph around the cursor", () => {
    assert.equal(chosen(TEXT, 0, 0, 0), "first line\nsecond line");
    assert.equal(chosen(TEXT, 12, 12, 1), "first line\nsecond line");
    assert.equal(chosen(TEXT, 30, 30, 5), "\tthird\nfourth");
  });

  it("takes the line where nothing is around it", () => {
    assert.equal(chosen("alone", 2, 2, 0), "alone");
    assert.equal(chosen("\nalone\n", 1, 1, 1), "alone");
  });

  it("takes the next paragraph from a blank line, or the one before at the end", () => {
    assert.equal(chosen(TEXT, 23, 23, 2), "\tthird\nfourth");
    assert.equal(chosen(TEXT, TEXT.length, TEXT.length, 6), "\tthird\nfourth");
  });

  it("finds nothing in an empty document, or in one of blanks", () => {
    assert.equal(chosen("", 0, 0, 0), null);
    assert.equal(chosen(" \n\t\n", 1, 1, 0), null);
  });

  it("cuts what is too long, never between the halves of a character", () => {
    assert.deepEqual(capped({ start: 7, end: 12 }, "abcde", 5), { start: 7, end: 12 });
    assert.deepEqual(capped({ start: 7, end: 12 }, "abcde", 3), { start: 7, end: 10 });
    assert.deepEqual(capped({ start: 0, end: 6 }, "ab😀cd", 3), { start: 0, end: 2 });
    assert.deepEqual(capped({ start: 0, end: 6 }, "ab😀cd", 4), { start: 0, end: 4 });
  });
});
