import assert from "node:assert/strict";
import { distinct, repeated } from "../../../../src/runtime/notes/generating/begun";
import { deviation, mean } from "../../../../src/runtime/notes/spread";

describe("What texts repeat", () => {
  it("is the share of n-grams that came before", () => {
    assert.equal(repeated([1, 2, 3, 4, 5]), 0);
    // Of 1234 2341 3412 4123 1234 one came before.
    assert.ok(Math.abs(repeated([1, 2, 3, 4, 1, 2, 3, 4]) - 0.2) < 1e-12);
    assert.ok(Math.abs(repeated([7, 7, 7, 7, 7], 2) - 0.75) < 1e-12);
    assert.equal(repeated([1, 2, 3]), 0);
  });

  it("and over several texts, of those that are unlike all others", () => {
    assert.equal(distinct([[1, 2, 3, 4], [1, 2, 3, 4]]), 0.5);
    assert.equal(distinct([[1, 2, 3, 4], [4, 3, 2, 1]]), 1);
    assert.equal(distinct([[1], []]), 0);
  });

  it("mean and standard deviation of a sample", () => {
    assert.equal(mean([1, 2, 6]), 3);
    assert.ok(Math.abs(deviation([1, 2, 6]) - Math.sqrt(7)) < 1e-12);
    assert.equal(deviation([5]), 0);
  });
});
