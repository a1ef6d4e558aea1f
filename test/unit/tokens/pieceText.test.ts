import assert from "node:assert/strict";

import { BYTE_ALPHABET, pieceText, type Spelling } from "../../../src/runtime/tokens/pieceText";

const PLAIN: Spelling = { byteLevel: false, space: null, byteFallback: false, continuing: "", ending: "" };
const BYTES: Spelling = { ...PLAIN, byteLevel: true };
const SENTENCE_PIECE: Spelling = { ...PLAIN, space: "▁", byteFallback: true };

describe("the text of a piece", () => {
  for (const [what, spelling, piece, wanted] of [
    ["a space", BYTES, "Ġthe", " the"],
    ["a line feed", BYTES, "ĊĊ", "\n\n"],
    ["a letter of two bytes", BYTES, "Ã©", "é"],
    ["an emoji", BYTES, "ĠðŁĺĢ", " 😀"],
    ["the beginning of an emoji", BYTES, "ĠðŁ", " ⟨F0 9F⟩"],
    ["the end of an emoji", BYTES, "ĺĢa", "⟨98 80⟩a"],
    ["an end, a whole and a beginning", BYTES, "ĢÃ©ð", "⟨80⟩é⟨F0⟩"],
    ["an overlong form", BYTES, "ÀĢ", "⟨C0 80⟩"],
    ["half a surrogate pair", BYTES, "íłĢ", "⟨ED A0 80⟩"],
    ["a byte order mark", BYTES, "ï»¿", "\uFEFF"],
    ["a piece that is not spelt in bytes", BYTES, "日本", "日本"],
    ["a metaspace", SENTENCE_PIECE, "▁▁the", "  the"],
    ["a byte", SENTENCE_PIECE, "<0xF0>", "⟨F0⟩"],
    ["a byte that is a character", SENTENCE_PIECE, "<0x0A>", "\n"],
    ["what looks like a byte", { ...SENTENCE_PIECE, byteFallback: false }, "<0x0A>", "<0x0A>"],
    ["a piece inside a word", { ...PLAIN, continuing: "##" }, "##ing", "ing"],
    ["hashes alone", { ...PLAIN, continuing: "##" }, "##", "##"],
    ["the end of a word", { ...PLAIN, ending: "</w>" }, "the</w>", "the"],
    ["plain text", PLAIN, "Ġ▁##x</w>", "Ġ▁##x</w>"],
    ["nothing", BYTES, "", ""],
  ] as const) {
    it(`${what}: ${piece} → ${JSON.stringify(wanted)}`, () => assert.equal(pieceText(piece, spelling), wanted));
  }

  it("spells every byte with a character of its own", () => {
    assert.equal(new Set(BYTE_ALPHABET).size, 256);
    for (const text of ["Hé 🦙 你好 naïve 👩‍👩‍👧\u0000\u007f\u00ad"]) {
      const piece = Array.from(Buffer.from(text), byte => BYTE_ALPHABET[byte]).join("");
      assert.equal(pieceText(piece, BYTES), text);
    }
  });
});
