import assert from "node:assert/strict";

import { utf16Positions } from "../../../src/runtime/tokens/codePoints";

describe("positions in code points", () => {
  for (const text of ["", "plain", "é naïve", "a😀b", "😀", "👩‍👩‍👧", "\ud83d", "a\ude00\ud83d", "\ud83d\ud83d\ude00\ude00x"]) {
    it(`become UTF-16 in ${JSON.stringify(text)}`, () => {
      const position = utf16Positions(text);
      const characters = [...text];
      for (let count = 0; count <= characters.length; count++) assert.equal(position(count), characters.slice(0, count).join("").length);
      assert.equal(position(characters.length + 5), text.length);
    });
  }
});
