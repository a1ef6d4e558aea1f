import assert from "node:assert/strict";
import { GENERATION_OPTION_NAMES, GENERATION_OPTIONS } from "../../../../src/protocol/generationOptions";
import { entered, rangeWords, shownValue } from "../../../../webview/generation/optionValues";
import { isNeutral, isRandom, optionOf, presetOf, PRESETS, withPreset } from "../../../../webview/generation/presets";
import { readWeights } from "../../../../webview/generation/stepAttention";

const option = (name: string) => optionOf(name)!;

describe("The form of options", () => {
  it("reads what is entered within an option's range, and says what would be right", () => {
    assert.deepEqual(entered(option("temperature"), "0.7"), { value: 0.7 });
    assert.ok("wrong" in entered(option("temperature"), "0"), "above 0");
    assert.ok("wrong" in entered(option("top_p"), "1.2"));
    assert.ok("wrong" in entered(option("epsilon_cutoff"), "1"), "below 1");
    assert.ok("wrong" in entered(option("num_beams"), "2.5"));
    assert.ok("wrong" in entered(option("seed"), "abc"));
    assert.deepEqual(entered(option("num_beams"), " "), { value: undefined }, "an empty field is the neutral value");
    assert.deepEqual(entered(option("early_stopping"), "never"), { value: "never" });
    assert.deepEqual(entered(option("early_stopping"), "true"), { value: true });
    assert.deepEqual(entered(option("dola_layers"), "high"), { value: "high" });
    assert.deepEqual(entered(option("suppress_tokens"), "[1, 2]"), { value: [1, 2] });
    assert.ok("wrong" in entered(option("suppress_tokens"), "1 2"));
    assert.deepEqual(entered(option("regex"), "[a-z]+"), { value: "[a-z]+" });
    assert.equal(rangeWords(option("top_p")), "from 0, up to 1");
    assert.equal(rangeWords(option("temperature")), "above 0");
  });

  it("shows a value so that it is read back as the same", () => {
    const values: Readonly<Record<string, unknown>> = { temperature: 0.7, do_sample: true, early_stopping: "never", suppress_tokens: [1, 2], dola_layers: [0, 2], regex: "a b", seed: 0 };
    for (const [name, value] of Object.entries(values)) assert.deepEqual(entered(option(name), shownValue(value)), { value }, name);
  });

  it("offers methods whose options exist, are within their ranges and do something", () => {
    assert.ok(PRESETS.length >= 12);
    for (const { id, options } of PRESETS) {
      for (const [name, value] of Object.entries(options)) {
        assert.ok(GENERATION_OPTION_NAMES.some(known => known === name), `${id}: ${name}`);
        assert.deepEqual(entered(option(name), shownValue(value)), { value }, `${id}: ${name}`);
        assert.ok(!isNeutral(name, value), `${id}: ${name} does nothing`);
      }
    }
  });

  it("knows the method that options make, whatever its numbers are", () => {
    for (const preset of PRESETS) assert.equal(presetOf(withPreset({}, preset), preset.helper ?? null).id, preset.id);
    assert.equal(presetOf({ do_sample: true, temperature: 0.3, top_p: 0.5, top_k: 7, repetition_penalty: 1.2 }, null).id, "sampling");
    assert.equal(presetOf({ do_sample: true, temperature: 0.3, top_p: 0.5, mbr_samples: 3 }, null).id, "bayes", "sampling is how it draws, not what it is");
    assert.equal(presetOf({ num_beams: 8, max_new_tokens: 3 }, null).id, "beams");
    assert.equal(presetOf({ num_beams: GENERATION_OPTIONS.num_beams.neutral }, null).id, "greedy");
  });

  it("keeps lengths, scores and the seed when another method is chosen", () => {
    const before = { do_sample: true, top_p: 0.9, seed: 42, max_new_tokens: 7, repetition_penalty: 1.2, regex: "a*" };
    const beams = PRESETS.find(({ id }) => id === "beams")!;
    const bayes = PRESETS.find(({ id }) => id === "bayes")!;
    assert.deepEqual(withPreset(before, beams), { max_new_tokens: 7, repetition_penalty: 1.2, regex: "a*", num_beams: 4 });
    assert.equal(withPreset(before, bayes)["seed"], 42);
    assert.equal(isRandom(withPreset({}, bayes)), true);
    assert.equal(typeof withPreset({}, bayes)["seed"], "number", "what is drawn can be drawn again");
  });
});

describe("What a step read", () => {
  it("is the mean over the layers and heads that are chosen, and sums to 1", () => {
    // [layer head key]
    const weights = Float32Array.from([1, 0, 0, 1, 0.5, 0.5, 0.25, 0.75]);
    const of = (layer: number | null, head: number | null) => [...readWeights({ layers: 2, heads: 2 }, 2, weights, { layer, head })];
    assert.deepEqual(of(1, 1), [0.25, 0.75]);
    assert.deepEqual(of(0, null), [0.5, 0.5]);
    assert.deepEqual(of(null, 0), [0.75, 0.25]);
    assert.deepEqual(of(null, null), [0.4375, 0.5625]);
    assert.deepEqual(of(7, null), of(null, null), "a layer of another model");
  });
});
