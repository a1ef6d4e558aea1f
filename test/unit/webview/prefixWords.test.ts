import assert from "node:assert/strict";
import { prefixWords } from "../../../webview/attention/prefixWords";
import { tokens } from "./panesOfRun";

describe("What the attention page says of a prefix", () => {
  const said = (prefix: number | null, prefixLm: boolean): string | null => {
    const words = prefixWords({ prefix, prefixLm, keys: tokens(9) });
    return words && `${words.title}: ${words.text}`;
  };

  it("of a prefix LM, whether it is as trained", () => {
    assert.match(said(9, true) ?? "", /^As trained: .*all 9 tokens/);
    assert.match(said(0, true) ?? "", /^What if: no prefix/);
    assert.match(said(4, true) ?? "", /^What if: the first 4 tokens/);
  });

  it("of a causal model, that it was not trained so; nothing where there is none, or can be none", () => {
    assert.match(said(9, false) ?? "", /^What if: .*only a prefix LM/);
    assert.deepEqual([said(0, false), said(null, false)], [null, null]);
  });
});
