import assert from "node:assert/strict";
import { BranchingModel } from "../../src/runtime/generation/branchingModel";
import { DeviceRows } from "../../src/runtime/generation/deviceRows";
import { HostRows } from "../../src/runtime/generation/hostRows";
import type { KeptRows } from "../../src/runtime/generation/keptRows";
import { DeviceLost, LoadedModel } from "../../src/runtime/model/loadedModel";
import { openModel } from "../../src/runtime/model/openModel";
import { full, maskFeed } from "../../src/runtime/model/parts/masks";
import { integers } from "../../src/runtime/model/positions/position";
import { Devices } from "../../src/runtime/devices";
import { encodeSource } from "../../src/runtime/traces/encoderRun";
import { readGolden } from "./goldens";
import { testDevice } from "./testDevice";

const signal = new AbortController().signal;
const device = process.env["MODEL_LENS_TEST_DEVICE"] ?? "cpu";

describe(`Keys and values kept by the device (${device})`, () => {
  for (const name of ["llama-gqa", "t5"]) {
    it(`${name}: rows that stay there are those that would travel, and give the same logits`, async () => {
      const model = await LoadedModel.load(await openModel((await readGolden(name)).folder), await testDevice());
      try {
        const memory = model.open.encoder ? (await encodeSource(model, { ids: [3, 5, 7, 11] })).memory : undefined;
        const [there, here] = [new DeviceRows(model, memory), new HostRows(model, memory)];
        if (!(await model.keepsOnDevice())) {
          await assert.rejects(pass(model, there, [3, 4, 5], 0, 3), DeviceLost);
          return;
        }
        for (const rows of [there, here]) await pass(model, rows, [3, 4, 5], 0, 3);
        same(await pass(model, there, [6], 3, 1), await pass(model, here, [6], 3, 1));
        for (const rows of [there, here]) await rows.keep([0, 2, 3]);
        // The second token of the pass is only asked what comes after it.
        same(await pass(model, there, [7, 8], 3, 1), await pass(model, here, [7, 8], 3, 1));
        same(await pass(model, there, [9], 4, 0), await pass(model, here, [9], 4, 0));
        for (let layer = 0; layer < model.open.recipe.config.layers; layer++) {
          const [one, other] = [await there.read(layer), await here.read(layer)];
          same(one.keys, other.keys);
          same(one.values, other.values);
        }
        const { kvHeads, dHead, layers } = model.open.recipe.config;
        assert.equal(there.bytes, 4 * 2 * 4 * kvHeads * dHead * layers);
        there.clear();
        assert.equal(there.bytes, 0);
        here.clear();
        same(await pass(model, there, [9, 3], 0, 2), await pass(model, here, [9, 3], 0, 2));
      } finally {
        await model.dispose();
      }
    });
  }

  it("are computed anew where the device is given up, and again where it is taken back", async () => {
    const probe = (): Promise<{ ok: true; milliseconds: number; cpuMilliseconds: number }> => Promise.resolve({ ok: true, milliseconds: 1, cpuMilliseconds: 1 });
    const devices = new Devices(probe, () => undefined);
    await devices.choose(device as "cpu" | "webgpu");
    const { folder } = await readGolden("gpt2");
    const model = await LoadedModel.load(await openModel(folder), devices);
    try {
      const [changing, whole] = [new BranchingModel(model), new BranchingModel(model)];
      const text = [5, 6, 7, 8, 9, 10];
      const expected = await whole.along(text, 0, signal);
      const near = async (length: number): Promise<void> => {
        const [next] = await changing.next([text.slice(0, length)], signal);
        const reference = expected[length - 1]?.logits as Float32Array;
        assert.ok((next?.logits as Float32Array).every((value, i) => Math.abs(value - (reference[i] as number)) <= 1e-4));
      };
      await near(3);
      assert.equal(changing.computed, 3);
      await devices.fallBack("webgpu", "it was taken away");
      await near(4);
      assert.equal(changing.computed, device === "webgpu" ? 7 : 4);
      assert.equal(changing.known(text), 4);
      await devices.choose(device as "cpu" | "webgpu");
      await near(5);
      assert.equal(changing.computed, device === "webgpu" ? 12 : 5);
    } finally {
      await model.dispose();
    }
  });
});

/** Logits behind the last of these tokens, of which `added` join the rows; each sees all rows and itself. */
async function pass(model: LoadedModel, rows: KeptRows, ids: readonly number[], past: number, added: number): Promise<Float32Array> {
  const { position } = model.open.recipe;
  const at = ids.map((_, i) => past + i);
  const keys = Array.from({ length: past + ids.length }, (_, key) => key);
  const feeds = {
    ids: integers(ids),
    rows: integers([ids.length - 1]),
    mask: maskFeed(full, { from: past, to: past + ids.length }, { from: 0, to: past + ids.length }),
    ...position.feeds({ at, keys, longest: keys.length }),
  };
  return (await rows.run({ feeds, taps: [], fetch: ["logits"], queries: ids.length, added }))["logits"] as Float32Array;
}

function same(one: Float32Array, other: Float32Array): void {
  assert.equal(one.length, other.length);
  const difference = one.reduce((most, value, i) => Math.max(most, Math.abs(value - (other[i] as number))), 0);
  assert.ok(difference <= 1e-4, `differs by ${difference}`);
}
