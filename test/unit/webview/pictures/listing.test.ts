import assert from "node:assert/strict";
import { tsv } from "../../../../webview/draw/format";
import { allRows, numbersOf } from "../../../../src/report/pictureNumbers";
import { cellParts } from "../../../../webview/pictures/cellText";
import { across } from "../../../../webview/pictures/layout";
import { cursorIn, extentOf, moved } from "../../../../webview/pictures/pictureState";
import { reading } from "../../../../webview/pictures/reading";
import { lookAtCursor } from "../../../../webview/pictures/scene";
import { curves, listing } from "../../report/pictures";

const chosen = { cursor: { row: 1, column: 0 }, table: false, sheet: 0 };

describe("A listing", () => {
  it("is moved through cell by cell", () => {
    assert.deepEqual(extentOf(listing), { rows: 2, columns: 2 });
    assert.deepEqual(moved(listing, { row: 0, column: 0 }, "ArrowDown", false), { row: 1, column: 0 });
    assert.deepEqual(moved(listing, { row: 0, column: 0 }, "ArrowRight", true), { row: 0, column: 1 });
    assert.deepEqual(cursorIn(listing, { ...chosen, cursor: { row: 9, column: 9 } }), { row: 1, column: 1 });
  });

  it("is read in whole cells, numbers with their unit", () => {
    assert.equal(reading(listing, { row: 1, column: 0 }, 0), 'line: two\nlines, "quoted"');
    assert.equal(reading(listing, { row: 0, column: 1 }, 0), "length: 124,439,808 words");
    assert.equal(reading(listing, { row: 1, column: 1 }, 0), "length: – words");
  });

  it("is copied as it is, counts to their last digit", () => {
    const text = tsv(allRows(numbersOf(listing, 0)));
    assert.ok(text.startsWith("line\tlength (words)\n"));
    assert.ok(text.includes("\t124439808\n"));
    assert.ok(text.includes('two\\nlines, "quoted"\tNaN\n'));
  });
});

describe("A cell's text", () => {
  const shown = (text: string): string => cellParts(text).map(part => (part.kind === "words" ? part.text : `{${part.kind} ${part.text}}`)).join("");

  it("shows what cannot be seen, and leaves the spaces between words", () => {
    assert.equal(shown("two words"), "two words");
    assert.equal(shown(" a  b\n\tc "), "{sign ·}a{sign ··}b{sign ↵}{sign →}c{sign ·}");
    assert.equal(shown("no\u00A0break\u200B\u202Ex"), "no{sign ⍽}break{sign ⟨200B⟩}{sign ⟨202E⟩}x");
    assert.equal(shown(""), "");
  });

  it("tells sentinels and other tokens from text", () => {
    assert.equal(shown("a<extra_id_12>b</s><|endoftext|>[MASK][S2S]"), "a{special <extra_id_12>}b{special </s>}{special <|endoftext|>}{special [MASK]}{special [S2S]}");
    assert.equal(shown("<b>bold</b> a[0] x < y"), "<b>bold</b> a[0] x < y");
  });

  it("takes no picture apart that is made of several characters", () => assert.equal(shown("👩‍🌾"), "👩‍🌾"));
});

describe("Places with more behind them", () => {
  const look = { picture: "accuracy", line: 1, at: 0, title: "the context", text: "", range: { start: 0, end: 0 } };

  it("are found under the cursor, in their own picture", () => {
    const drawn = { key: "", picture: curves, choice: chosen, width: 0, looks: [{ ...look, picture: "other" }, look] };
    assert.equal(lookAtCursor(drawn), look);
    assert.equal(lookAtCursor({ ...drawn, choice: { ...chosen, cursor: null } }), undefined);
    assert.equal(lookAtCursor({ ...drawn, choice: { ...chosen, cursor: { row: 1, column: 1 } } }), undefined);
  });
});

describe("Pictures side by side", () => {
  it("fill their rows evenly", () => {
    assert.deepEqual(across(4, 1600), { count: 2, width: 786 });
    assert.deepEqual(across(3, 1600), { count: 3, width: 514 });
    assert.deepEqual(across(2, 300), { count: 1, width: 300 });
    assert.deepEqual(across(0, 300).count, 1);
    assert.equal(across(2, -32).width, 0);
  });
});
