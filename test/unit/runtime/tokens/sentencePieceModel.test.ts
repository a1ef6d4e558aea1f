import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { readSentencePieceModel } from "../../../../src/runtime/tokens/convert/sentencePieceModel";
import { rejectsWith } from "../../checkpoints/rejectsWith";
import { temporaryFolder } from "../../checkpoints/temporaryFolder";
import { golden } from "./copiedTokenizer";
import { sentencePieceFile, type SentencePieceParts } from "./sentencePieceFile";

const PIECES = [{ piece: "<unk>", score: 0, kind: 2 }, { piece: "▁", score: -1.5 }, { piece: "a", score: -2, kind: 1 }];

describe("a SentencePiece file", () => {
  const folder = temporaryFolder();
  const file = (): string => path.join(folder(), "spiece.model");
  async function written(parts: SentencePieceParts): Promise<string> {
    await writeFile(file(), sentencePieceFile(parts));
    return file();
  }

  it("is read: pieces, algorithm, rules, with the format's defaults", async () => {
    const { file: _, ...model } = await readSentencePieceModel(await written({ pieces: PIECES }));
    assert.deepEqual(model, {
      algorithm: "Unigram",
      pieces: [{ piece: "<unk>", score: 0, kind: 2 }, { piece: "▁", score: -1.5, kind: 1 }, { piece: "a", score: -2, kind: 1 }],
      unknown: 0,
      byteFallback: false,
      normalizer: { rules: "identity", charsmap: new Uint8Array(), addDummyPrefix: true, removeExtraWhitespaces: true, escape: true },
    });
    const other = await readSentencePieceModel(await written({ pieces: PIECES, trainer: { algorithm: 2, byteFallback: true }, normalizer: { rules: "nfkc", charsmap: Uint8Array.of(7), addDummyPrefix: false, removeExtraWhitespaces: false } }));
    assert.deepEqual([other.algorithm, other.byteFallback], ["BPE", true]);
    assert.deepEqual(other.normalizer, { rules: "nfkc", charsmap: Uint8Array.of(7), addDummyPrefix: false, removeExtraWhitespaces: false, escape: true });
  });

  it("cut off anywhere is a problem", async () => {
    const whole = await readFile(path.join(golden("marian"), "target.spm"));
    await writeFile(file(), whole);
    assert.equal((await readSentencePieceModel(file())).pieces.length, 400);
    for (let length = 0; length < whole.length; length += length < 60 || length > whole.length - 60 ? 1 : 83) {
      await writeFile(file(), whole.subarray(0, length));
      await rejectsWith(readSentencePieceModel(file()), "tokenizer-damaged", /cut off|no pieces/);
    }
  });

  const piece = { piece: "b", score: -3 };
  for (const [what, parts, says] of [
    ["no pieces", { pieces: [] }, /no pieces/],
    ["a piece twice", { pieces: [...PIECES, piece, piece] }, /pieces 3 and 4 are both "b"/],
    ["an empty piece", { pieces: [...PIECES, { piece: "" }] }, /piece 3 is empty/],
    ["a piece that is not used", { pieces: [...PIECES, { piece: "b", kind: 5 }] }, /"b" is marked as unused/],
    ["no piece for what is unknown", { pieces: PIECES.slice(1) }, /no piece for what is unknown/],
    ["no trainer's settings", { pieces: PIECES, trainer: null }, /settings.* not there/],
    ["no normaliser's settings", { pieces: PIECES, normalizer: null }, /settings.* not there/],
    ["an algorithm that splits into words", { pieces: PIECES, trainer: { algorithm: 3 } }, /algorithm has the number 3/],
    ["marks at the ends of words", { pieces: PIECES, trainer: { suffix: true } }, /ends of words/],
    ["spaces as they are", { pieces: PIECES, normalizer: { escape: false } }, /spaces as they are/],
  ] as const satisfies readonly (readonly [string, SentencePieceParts, RegExp])[]) {
    it(`with ${what} is a problem`, async () => {
      await rejectsWith(readSentencePieceModel(await written(parts)), "tokenizer-damaged", says);
    });
  }

  it("that is another file is a problem", async () => {
    // What Llama 3 has under the same name: a list of pieces in base 64.
    for (const content of ["IQ== 0\nIg== 1\nIw== 2\n", "{}", "version https://git-lfs.github.com/spec/v1\n", "\u0000\u0000\u0000"]) {
      await writeFile(file(), content);
      const problem = await rejectsWith(readSentencePieceModel(file()), "tokenizer-damaged", /no SentencePiece model|no pieces/);
      assert.match(problem.remedy ?? "", /Download/);
    }
  });
});
