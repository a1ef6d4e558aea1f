import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { generateCase } from "../../src/runtime/commands/generate";
import { LoadedModel } from "../../src/runtime/model/loadedModel";
import { openModel } from "../../src/runtime/model/openModel";
import { goldenNames, readGolden } from "./goldens";
import { testDevice } from "./testDevice";

const { signal } = new AbortController();
const onCpu = (process.env["MODEL_LENS_TEST_DEVICE"] ?? "cpu") === "cpu";
const HERE = /^greedy(_eos|_two_eos|_batch|_batch_eos|_no_cache)?$/;

describe(`Greedy generation token by token (${process.env["MODEL_LENS_TEST_DEVICE"] ?? "cpu"})`, () => {
  const named = goldenNames().filter(name => generatesText(name));
  it("covers every kind of model that continues a text", () => assert.equal(named.length, 19, named.join(" ")));
  for (const name of named) {
    it(`${name}: upstream's tokens`, async () => {
      const golden = await readGolden(name);
      const model = await LoadedModel.load(await openModel(golden.folder), await testDevice());
      const cases = Object.entries(golden.generate).filter(([key]) => HERE.test(key));
      assert.ok(cases.length >= 5, `${cases.length} cases`);
      for (const [key, { inputs, kwargs, sequences }] of cases) {
        const found = await generateCase(model, { inputs: inputs as { input_ids: number[][] }, options: kwargs }, signal);
        assert.deepEqual(found.sequences, sequences, key);
      }
      await model.dispose();
    });
  }

  it("the embedded starter model continues four prompts as upstream does", async () => {
    const golden = JSON.parse(readFileSync(path.join(__dirname, "starter-llama.greedy.json"), "utf8")) as StarterGolden;
    const model = await LoadedModel.load(await openModel(path.join(__dirname, "../../models/starter-llama")), await testDevice());
    assert.equal(golden.cases.length, 4);
    // A GPU made of software takes half a second a token: there, the first words have to do.
    const [prompts, tokens] = onCpu ? [4, 40] : [1, 8];
    for (const { input_ids, sequence } of golden.cases.slice(0, prompts)) {
      const options = { max_new_tokens: tokens, eos_token_id: null };
      const { sequences } = await generateCase(model, { inputs: { input_ids: [input_ids] }, options }, signal);
      assert.deepEqual(sequences, [sequence.slice(0, input_ids.length + tokens)]);
    }
    await model.dispose();
  });

  it("refuses an option it does not honour, by name", async () => {
    const golden = await readGolden("gpt2");
    const model = await LoadedModel.load(await openModel(golden.folder), await testDevice());
    await assert.rejects(generateCase(model, { inputs: { input_ids: [[1]] }, options: { temperature: 0.7 } }, signal), { code: "input-unknown", message: /temperature/ });
    await assert.rejects(generateCase(model, { inputs: { input_ids: [[1]] }, options: { decoder_start_token_id: 3 } }, signal), { code: "input-unknown", message: /no encoder/ });
    await model.dispose();
  });
});

/** Encoders, classifiers and choices continue nothing; those of other masks and long ones are fed elsewhere. */
function generatesText(name: string): boolean {
  return !/-cls$|-long$|^prefix-lm-|bert|-doubleheads$/.test(name);
}

interface StarterGolden {
  readonly cases: readonly { readonly input_ids: number[]; readonly sequence: number[] }[];
}
