import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { readFloats } from "../../src/runtime/checkpoints/safetensors";
import { traceCase } from "../../src/runtime/commands/trace";
import { LoadedModel } from "../../src/runtime/model/loadedModel";
import { openModel } from "../../src/runtime/model/openModel";
import { goldenNames, readGolden, type Golden } from "./goldens";
import { testDevice } from "./testDevice";

const VARIANT = "variant.old_names.safetensors";
/** Needless tensors in each variant. */
const NEEDLESS: Readonly<Record<string, number>> = { bart: 2, bert: 5, gpt2: 3, gpt_neox: 9, "llama-mqa-bias": 2, t5: 3 };

describe("Checkpoints under the names of the first public ones", () => {
  const names = goldenNames().filter(name => existsSync(path.join(__dirname, "reference", name, VARIANT)));

  it("are among the goldens", () => assert.deepEqual(names, Object.keys(NEEDLESS)));

  for (const name of names) {
    it(`${name}: the same logits, the needless tensors listed with a reason`, async () => {
      const golden = await readGolden(name);
      const open = await openModel(golden.folder, VARIANT);
      assert.equal(open.ignored.length, NEEDLESS[name]);
      for (const { why } of open.ignored) assert.ok(why.length > 5);
      const model = await LoadedModel.load(open, await testDevice());
      const inputs = golden.forward["odd"]?.inputs as Record<string, number[][]>;
      const decoder = inputs["decoder_input_ids"] ? { decoder: { ids: inputs["decoder_input_ids"] } } : {};
      const given = { name: "odd", ids: inputs["input_ids"] as number[][], choices: 1, ...decoder };
      const traced = await traceCase(model, given, { only: ["logits"], taps: [], signal: new AbortController().signal });
      const logits = traced.get("odd.logits")?.data as Float32Array;
      const reference = await referenceOf(golden, open.recipe.config.vocabulary);
      const difference = logits.reduce((most, value, i) => Math.max(most, Math.abs(value - (reference[i] as number))), 0);
      assert.ok(difference <= 1e-4, `differs by ${difference}`);
      await model.dispose();
    });
  }
});

/** The reference's logits; the first BART checkpoints have no bias on them, and are compared without it. */
async function referenceOf(golden: Golden, vocabulary: number): Promise<Float32Array> {
  const { data } = await golden.tensor("odd.logits");
  if (golden.name !== "bart") return data;
  const { checkpoint } = await openModel(golden.folder);
  const bias = checkpoint.tensors.get("final_logits_bias");
  assert.ok(bias);
  const values = await readFloats(bias);
  return data.map((logit, i) => logit - (values[i % vocabulary] as number));
}
