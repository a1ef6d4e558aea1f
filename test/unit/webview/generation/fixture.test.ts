import assert from "node:assert/strict";
import type { GenerationItem, StepExplained } from "../../../../src/protocol/generation";
import { fixtureAttention, fixtureLens } from "../../../../webview/gallery/generationInside";
import { piecesOf } from "../../../../webview/gallery/generationModel";
import { newColumn, shownText, withItems, ended } from "../../../../webview/generation/column";
import { textOf } from "../../../../webview/generation/shownStep";
import { shownSteps } from "../../../../webview/generation/column";
import { fixtureRun, request, started } from "./items";

const SAMPLING = { do_sample: true, temperature: 0.8, top_k: 40, top_p: 0.9, repetition_penalty: 1.1, seed: 7, max_new_tokens: 30 };
const explainedOf = (items: readonly GenerationItem[]): StepExplained[] =>
  items.flatMap(item => (item.kind === "step" ? [item.explained] : item.kind === "beams" ? item.beams.flatMap(({ explained }) => (explained ? [explained] : [])) : []));

describe("The gallery's generation", () => {
  for (const options of [SAMPLING, { num_beams: 4, no_repeat_ngram_size: 3, max_new_tokens: 20 }, { penalty_alpha: 0.6, max_new_tokens: 10 }]) {
    it(`has probabilities that sum to 1 and stages that rule out: ${JSON.stringify(options)}`, () => {
      const steps = explainedOf(fixtureRun(options).items);
      assert.ok(steps.length >= 5);
      for (const { stages, watched, raw, forbidden } of steps) {
        for (const { sum } of [raw, ...stages]) assert.ok(Math.abs(sum - 1) < 1e-9);
        for (const { probabilities, ruledOutBy } of watched) {
          assert.equal(probabilities.length, stages.length + 1);
          assert.ok(probabilities.every((probability, stage) => (probability > 0) === (ruledOutBy === null || stage <= ruledOutBy)));
        }
        const seen = watched.reduce((sum, one) => sum + (one.ruledOutBy === null ? 0 : one.probabilities[0]!), 0);
        assert.ok(forbidden < 1 && forbidden > seen - 1e-6, "at least what can be seen of it");
      }
    });
  }

  it("is the same again with the same seed, and another with another", () => {
    const text = (seed: number) => fixtureRun({ ...SAMPLING, seed }).texts[0]?.text;
    assert.equal(text(7), text(7));
    assert.notEqual(text(7), text(8));
  });

  it("shows on the page the text that the run ended with", () => {
    for (const options of [SAMPLING, { num_beams: 4, max_new_tokens: 20 }, { prompt_lookup_num_tokens: 5, max_new_tokens: 20 }, { ...SAMPLING, mbr_samples: 4 }]) {
      const { items, texts } = fixtureRun(options);
      const column = ended(withItems(newColumn(0, request), [started(), ...items]), { finished: { texts, milliseconds: 1, computed: 1, reused: 0 } });
      assert.equal(textOf(shownSteps(column)), texts[0]?.text);
      assert.equal(shownText(column), texts[0]);
    }
  });

  it("looks inside: a lens whose last layer is what the model says, rows of attention that sum to 1", () => {
    const { model } = fixtureRun({ max_new_tokens: 1 });
    const ids = model.encode(piecesOf(20));
    const { layers } = fixtureLens(model, ids, 5);
    assert.ok(Math.abs(layers.at(-1)!.divergence) < 1e-9 && layers[0]!.divergence > 1);
    const held = Uint8Array.from(ids, (_, key) => (key < 2 || key > 10 ? 1 : 0));
    const { weights, keys, cross } = fixtureAttention(ids, held, ids.slice(0, 7), 3);
    for (const [values, width] of [[weights, keys], [cross!.weights, cross!.keys]] as const) {
      for (let at = 0; at < values.length; at += width) assert.ok(Math.abs(values.subarray(at, at + width).reduce((sum, value) => sum + value, 0) - 1) < 1e-5);
    }
    assert.equal(weights[5], 0, "evicted");
  });
});
