import assert from "node:assert/strict";
import path from "node:path";

import { type Charsmap, readCharsmap, unchanged } from "../../../../src/runtime/tokens/convert/charsmap";
import { readSentencePieceModel } from "../../../../src/runtime/tokens/convert/sentencePieceModel";
import { golden } from "./copiedTokenizer";

describe("SentencePiece's normalisation", () => {
  let rules: Uint8Array;
  let nmt: Charsmap;
  before(async () => {
    rules = (await readSentencePieceModel(path.join(golden("marian"), "source.spm"))).normalizer.charsmap;
    nmt = readCharsmap(rules);
  });

  it("applies the longest rule: NFKC, white space to spaces, controls away", () => {
    for (const [given, wanted] of [
      ["abc", "abc"],
      ["ﬁne ①②③ Ｆｕｌｌ", "fine 123 Full"],
      ["e\u0301 é", "é é"],
      ["é\u0302 z", "é\u0302 z"],
      ["a\tb\nc\u00a0d\u200be▁f", "a b c d e f"],
      ["\u0001x", "x"],
      ["…½", "...1⁄2"],
      ["\u1100\u1161", "가"],
      ["👩‍👩‍👧", "👩 👩 👧".replaceAll(" ", "\u200d")],
      ["\ud83dx", " x"],
      ["", ""],
    ] as const) assert.equal(nmt(given).text, wanted, JSON.stringify(given));
  });

  it("knows where each code unit comes from", () => {
    const { text, starts, ends } = nmt("😀ﬁe\u0301.");
    assert.equal(text, "😀fié.");
    assert.deepEqual([...starts], [0, 0, 2, 2, 3, 5]);
    assert.deepEqual([...ends], [2, 2, 3, 3, 5, 6]);
  });

  it("may have no rules", () => {
    const { text, starts, ends } = unchanged("a😀\ud83d");
    assert.deepEqual([text, [...starts], [...ends]], ["a😀\ufffd", [0, 1, 2, 3], [1, 2, 3, 4]]);
  });

  it("is refused when cut off", () => {
    for (const length of [0, 3, 4, 100, 200_000]) assert.throws(() => readCharsmap(rules.subarray(0, length)), /cut off/, String(length));
  });
});
