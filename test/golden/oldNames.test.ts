import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { LoadedModel } from "../../src/runtime/model/loadedModel";
import { openModel } from "../../src/runtime/model/openModel";
import { goldenNames, readGolden } from "./goldens";
import { testDevice } from "./testDevice";

const VARIANT = "variant.old_names.safetensors";

describe("Checkpoints under the names of the first public ones", () => {
  const names = goldenNames().filter(name => existsSync(path.join(__dirname, "reference", name, VARIANT)));

  it("are among the goldens", () => assert.deepEqual(names, ["gpt2", "llama-mqa-bias"]));

  for (const name of names) {
    it(`${name}: the same logits, the needless buffers listed`, async () => {
      const golden = await readGolden(name);
      const open = await openModel(golden.folder, VARIANT);
      assert.equal(open.ignored.length, open.recipe.config.layers);
      for (const { why } of open.ignored) assert.match(why, /as a buffer/);
      const model = await LoadedModel.load(open, await testDevice());
      const [ids] = golden.forward["odd"]?.inputs?.["input_ids"] as [number[]];
      const logits = await model.forward({ ids, cache: model.newCache(), rows: ids.map((_, i) => i), signal: new AbortController().signal });
      const { data } = await golden.tensor("odd.logits");
      const difference = logits.reduce((most, value, i) => Math.max(most, Math.abs(value - (data[i] as number))), 0);
      assert.ok(difference <= 1e-4, `differs by ${difference}`);
      await model.dispose();
    });
  }
});
