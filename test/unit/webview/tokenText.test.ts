import assert from "node:assert/strict";
import { textParts, visibleText } from "../../../webview/draw/tokenText";

describe("token text", () => {
  it("makes visible what cannot be seen", () => {
    assert.equal(visibleText(" the"), "·the");
    assert.equal(visibleText("\t\tif\r\n"), "→→if␍↵");
    assert.equal(visibleText("a\u00A0b"), "a⍽b");
    assert.equal(visibleText("\u0000\u001B"), "␀␛");
    assert.equal(visibleText("\u200B"), "⟨200B⟩");
    assert.equal(visibleText("\uFEFF"), "⟨FEFF⟩");
    assert.equal(visibleText(""), "∅");
  });

  it("leaves alone what can be seen", () => {
    for (const text of ["東京", "naïve", "⟨F0⟩", "<s>", "Ġ", "👩‍🚀", "❤️", "a\u0301", "नि"]) assert.equal(visibleText(text), text);
  });

  it("shows a joiner that stands alone", () => {
    assert.equal(visibleText("\u200D"), "⟨200D⟩");
    assert.equal(visibleText("\uFE0F"), "⟨FE0F⟩");
  });

  it("tells signs from text", () => {
    assert.deepEqual(textParts("  a b\n"), [
      { text: "··", sign: true },
      { text: "a", sign: false },
      { text: "·", sign: true },
      { text: "b", sign: false },
      { text: "↵", sign: true },
    ]);
    assert.deepEqual(textParts("·"), [{ text: "·", sign: false }]);
  });
});
