import assert from "node:assert/strict";
import { exponentialOfMinus } from "../../../../../src/runtime/decoding/adapters/exponential";

describe("e^−x by a table", () => {
  it("is within 1e-11 of its value", () => {
    for (let i = 0; i <= 100_000; i++) {
      const x = (i / 100_000) * 103.9;
      const expected = Math.exp(-x);
      assert.ok(Math.abs(exponentialOfMinus(x) - expected) <= 1e-11 * expected, `e^−${x}: ${exponentialOfMinus(x)}, not ${expected}`);
    }
    assert.equal(exponentialOfMinus(0), 1);
  });

  it("is 0 where float32 is, and for what was ruled out", () => {
    for (const x of [104, 1000, Infinity]) assert.equal(exponentialOfMinus(x), 0);
  });
});
