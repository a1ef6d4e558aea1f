import assert from "node:assert/strict";
import { promptChoice } from "../../../src/views/editor/promptChoice";

const TEXT = "first line\nsecond line\n\n   \nthird";
const reading = (text: string) => ({ start, end }: { start: number; end: number }) => {
  assert.ok(start >= 0 && end <= text.length && start <= end, `${start}…${end} is inside`);
  return text.slice(start, end);
};
/** What is continued of `text`, and how much was left out. */
function chosen(text: string, start: number, end: number, maximum?: number): readonly [string, number] | null {
  const choice = promptChoice({ start, end }, end, reading(text), maximum);
  return choice && [text.slice(choice.range.start, choice.range.end), choice.left];
}

describe("prompt choice", () => {
  it("takes a selection exactly", () => {
    assert.deepEqual(chosen(TEXT, 6, 17), ["line\nsecond", 0]);
    assert.deepEqual(chosen(TEXT, 5, 11), [" line\n", 0]);
  });

  it("takes everything before the cursor without a selection, its blanks included", () => {
    assert.deepEqual(chosen(TEXT, 17, 17), ["first line\nsecond", 0]);
    assert.deepEqual(chosen(TEXT, 24, 24), ["first line\nsecond line\n\n", 0]);
  });

  it("finds nothing where there are only blanks", () => {
    assert.equal(chosen(TEXT, 0, 0), null);
    assert.equal(chosen("  \n", 2, 2), null);
    assert.equal(chosen(TEXT, 23, 27), null);
    assert.equal(chosen("", 0, 0), null);
  });

  it("takes the last part of a long text, from the start of a line", () => {
    assert.deepEqual(chosen("first\nsecond\nthird", 18, 18, 14), ["second\nthird", 6]);
    assert.deepEqual(chosen("first\nsecond\nthird", 0, 18, 14), ["second\nthird", 6]);
    assert.deepEqual(chosen("first\nsecond\nthird", 18, 18, 12), ["second\nthird", 6], "a line that starts there is whole");
    assert.deepEqual(chosen("first\nsecond\nthird", 18, 18, 11), ["third", 13]);
    assert.deepEqual(chosen("a\r\nfirst\r\nsecond", 16, 16, 12), ["second", 10]);
  });

  it("cuts a line that is longer than that, but no character in two", () => {
    assert.deepEqual(chosen("abcdefgh", 8, 8, 3), ["fgh", 5]);
    assert.deepEqual(chosen("ab\u{1f600}cd", 6, 6, 3), ["cd", 4]);
    assert.deepEqual(chosen("ab\u{1f600}cd", 6, 6, 4), ["\u{1f600}cd", 2]);
    const text = `${"x".repeat(150_000)}\nshort`;
    assert.deepEqual(chosen(text, text.length, text.length), [text.slice(-100_000), text.length - 100_000], "a line's start far away leaves out too much");
  });
});
