import assert from "node:assert/strict";
import { withAmateur } from "../../../../src/runtime/decoding/beside/withAmateur";
import { withLayers } from "../../../../src/runtime/decoding/beside/withLayers";
import { withUnconditional } from "../../../../src/runtime/decoding/beside/withUnconditional";
import type { LayeredModel, Text } from "../../../../src/runtime/decoding/languageModel";
import { chainModel, constantModel } from "./chainModel";

describe("Scores beside a model's own", () => {
  const { signal } = new AbortController();
  const model = chainModel(6, 41);
  const logitsAfter = async (text: Text): Promise<Float32Array | undefined> => (await model.next([text], signal))[0]?.logits;

  it("are those behind a negative prompt, with the same new tokens", async () => {
    const guided = withUnconditional(model, { promptLength: 3, negative: [5, 5] });
    const texts = [[0, 1, 2], [0, 1, 2, 4], [0, 1, 2, 3, 1]];
    const answers = await guided.next(texts, signal);
    for (const [i, other] of [[5, 5], [5, 5, 4], [5, 5, 3, 1]].entries()) {
      assert.deepEqual(answers[i]?.logits, await logitsAfter(texts[i] as Text));
      assert.deepEqual(answers[i]?.beside?.["unconditional"], await logitsAfter(other));
    }
  });

  it("are those behind the prompt's last token without one", async () => {
    const guided = withUnconditional(model, { promptLength: 3 });
    const answers = await guided.next([[0, 1, 2], [0, 1, 2, 4]], signal);
    assert.deepEqual(answers[0]?.beside?.["unconditional"], await logitsAfter([2]));
    assert.deepEqual(answers[1]?.beside?.["unconditional"], await logitsAfter([2, 4]));
  });

  it("are an amateur's, of all or of the last tokens", async () => {
    const amateur = chainModel(6, 42);
    for (const window of [undefined, 1, 2]) {
      const text = [0, 1, 2, 5];
      const [answer] = await withAmateur(model, amateur, window === undefined ? {} : { window }).next([text], signal);
      assert.deepEqual(answer?.logits, await logitsAfter(text));
      assert.deepEqual(answer?.beside?.["amateur"], (await amateur.next([window === undefined ? text : text.slice(-window)], signal))[0]?.logits);
    }
  });

  it("are never an amateur's of another vocabulary", () => {
    assert.throws(() => withAmateur(model, constantModel([0, 0])), { code: "input-invalid" });
  });

  it("are those of layers, by their number", async () => {
    const layered: LayeredModel = { ...model, layers: 4, lens: (texts, layers) => Promise.resolve(texts.map(text => layers.map(layer => Float32Array.of(layer, text.length)))) };
    const [first, second] = await withLayers(layered, [0, 2]).next([[1], [1, 2]], signal);
    assert.deepEqual(first?.beside, { "layer 0": Float32Array.of(0, 1), "layer 2": Float32Array.of(2, 1) });
    assert.deepEqual(second?.beside, { "layer 0": Float32Array.of(0, 2), "layer 2": Float32Array.of(2, 2) });
    assert.deepEqual(second?.logits, await logitsAfter([1, 2]));
    for (const wrong of [-1, 4, 1.5]) assert.throws(() => withLayers(layered, [wrong]), { code: "input-invalid" });
  });

  it("add up: one wrapper keeps what another one added", async () => {
    const both = withAmateur(withUnconditional(model, { promptLength: 1 }), chainModel(6, 42));
    const [answer] = await both.next([[3, 1]], signal);
    assert.deepEqual(Object.keys(answer?.beside ?? {}).sort(), ["amateur", "unconditional"]);
  });
});
