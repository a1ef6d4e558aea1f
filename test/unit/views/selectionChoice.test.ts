import assert from "node:assert/strict";
import { capped, type Lines, selectionChoice } from "../../../src/views/editor/selectionChoice";
import { spanChoice } from "../../../src/views/editor/spanChoice";

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

describe("the choice of several cursors", () => {
  const line = (offset: number): number => TEXT.slice(0, offset).split("\n").length - 1;
  const spans = (...selections: readonly (readonly [number, number])[]): { text: string; parts: string[] } | null => {
    const chosen = spanChoice(linesOf(TEXT), selections.map(([start, end]) => ({ start, end, firstLine: line(start), lastLine: line(end) })));
    if (chosen === null) return null;
    const text = TEXT.slice(chosen.range.start, chosen.range.end);
    return { text, parts: chosen.spans.map(({ start, end }) => text.slice(start, end)) };
  };

  it("is the paragraph that they are in, and their parts of it in order", () => {
    assert.deepEqual(spans([18, 22], [6, 10]), { text: "first line\nsecond line", parts: ["line", "line"] });
  });

  it("goes from the first one's paragraph to the last one's", () => {
    const third = TEXT.indexOf("third");
    assert.deepEqual(spans([6, 10], [third, third + 5]), { text: TEXT.trimEnd(), parts: ["line", "third"] });
  });

  it("leaves cursors out that hold nothing, and is none of fewer than two", () => {
    assert.deepEqual(spans([0, 5], [6, 10], [12, 12])?.parts, ["first", "line"]);
    assert.equal(spans([0, 5], [12, 12]), null);
    assert.equal(spans([0, 5]), null);
  });

  it("holds blanks that were selected", () => {
    const { start, end } = { start: TEXT.indexOf("\n\n"), end: TEXT.indexOf("\tthird") };
    assert.deepEqual(spans([0, 5], [start, end]), { text: TEXT.trimEnd(), parts: ["first", TEXT.slice(start, end)] });
  });
});
