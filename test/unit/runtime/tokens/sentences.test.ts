import assert from "node:assert/strict";
import type { Token } from "../../../../src/protocol/tokens";
import { sentencesOf } from "../../../../src/runtime/tokens/sentences";

const token = (start: number | null, end = 0): Token => ({ id: 0, piece: "", text: "", special: start === null, range: start === null ? null : { start, end } });

describe("Sentences in tokens", () => {
  it("a token belongs where its text begins; special tokens belong to none", () => {
    //            0123456789012345
    const text = "One. Two is it!";
    const { of, outside } = sentencesOf(text, [token(null), token(0, 3), token(3, 4), token(4, 8), token(8, 11), token(11, 15), token(null)]);
    // " Two" begins with the space that ends the first sentence.
    assert.deepEqual(of, [null, { start: 1, end: 4 }, { start: 1, end: 4 }, { start: 1, end: 4 }, { start: 4, end: 6 }, { start: 4, end: 6 }, null]);
    assert.deepEqual(outside, [0, 6]);
  });

  it("a text of one sentence is one", () => {
    assert.deepEqual(sentencesOf("no end", [token(0, 2), token(2, 6)]).of, [{ start: 0, end: 2 }, { start: 0, end: 2 }]);
  });
});
