import assert from "node:assert/strict";
import type { Token } from "../../../src/protocol/tokens";
import { strongRanges, tintedRanges, tintStep } from "../../../src/views/editor/tintSteps";
import { TokenLookup } from "../../../src/views/editor/tokenLookup";
import { TINT_STEPS } from "../../../src/views/names";

const token = (range: readonly [number, number] | null, id = 0): Token => ({
  id,
  piece: "",
  text: "",
  range: range && { start: range[0], end: range[1] },
  special: range === null,
});

/** `<s> The| 😀(3 bytes sharing one character)| cat`, with a gap before the last. */
const LOOKUP = new TokenLookup([token(null), token([0, 3]), token([4, 6]), token([4, 6]), token([4, 6]), token([7, 10])]);

describe("token lookup", () => {
  it("finds the token at every offset as a search through all would", () => {
    const found = Array.from({ length: 12 }, (_, offset) => LOOKUP.tokenAt(offset));
    assert.deepEqual(found, [1, 1, 1, null, 2, 2, null, 5, 5, 5, 5, null]);
  });

  it("agrees with a search through all on many tokens", () => {
    const many = Array.from({ length: 500 }, (_, index) => token([index * 3, index * 3 + 2 + (index % 2)]));
    const lookup = new TokenLookup(many);
    for (let offset = 0; offset < 1500; offset++) {
      const wanted = many.findIndex(({ range }) => range !== null && range.start <= offset && offset < range.end);
      assert.equal(lookup.tokenAt(offset), wanted < 0 ? null : wanted, `offset ${offset}`);
    }
  });

  it("has no range for special tokens and for numbers that are none", () => {
    assert.equal(LOOKUP.rangeOf(0), null);
    assert.equal(LOOKUP.rangeOf(99), null);
    assert.equal(LOOKUP.rangeOf(-1), null);
  });

  it("finds the tokens within a part of the text", () => {
    assert.deepEqual(LOOKUP.within({ start: 2, end: 5 }), [1, 2, 3, 4]);
    assert.deepEqual(LOOKUP.within({ start: 8, end: 100 }), [5]);
    assert.deepEqual(LOOKUP.within({ start: 3, end: 3 }), []);
  });

  it("finds none where there are none", () => {
    const empty = new TokenLookup([]);
    assert.equal(empty.tokenAt(0), null);
    assert.deepEqual(empty.within({ start: 0, end: 10 }), []);
  });
});

describe("tints", () => {
  it("has a step for every strength, rising with it", () => {
    const steps = Array.from({ length: 101 }, (_, percent) => tintStep(percent / 100));
    assert.equal(steps[0], 0);
    assert.equal(steps[100], TINT_STEPS);
    assert.equal(tintStep(0.5), TINT_STEPS / 2);
    assert.ok(steps.every((step, index) => index === 0 || step >= (steps[index - 1] ?? 0)));
    assert.deepEqual([tintStep(NaN), tintStep(-1), tintStep(7)], [0, 0, TINT_STEPS]);
  });

  it("tints text once though several tokens share it, with the greatest of their weights", () => {
    const weights = Float32Array.of(1, 0, 0.1, 1, 0.2, 0.5);
    const steps = tintedRanges(LOOKUP, weights, [{ start: 0, end: 10 }]);
    assert.equal(steps.length, TINT_STEPS);
    assert.deepEqual(steps[TINT_STEPS - 1], [{ start: 4, end: 6 }]);
    assert.deepEqual(steps[TINT_STEPS / 2 - 1], [{ start: 7, end: 10 }]);
    assert.equal(steps.flat().length, 2);
  });

  it("tints what is visible only, but marks what is strong anywhere", () => {
    const weights = Float32Array.of(1, 1, 0, 0, 0, 0.5);
    assert.deepEqual(tintedRanges(LOOKUP, weights, [{ start: 7, end: 10 }]).flat(), [{ start: 7, end: 10 }]);
    assert.deepEqual(strongRanges(LOOKUP, weights), [
      { start: 0, end: 3 },
      { start: 7, end: 10 },
    ]);
  });
});
