import assert from "node:assert/strict";
import { LoadedModel } from "../../src/runtime/model/loadedModel";
import { openModel } from "../../src/runtime/model/openModel";
import { encodeSource } from "../../src/runtime/traces/encoderRun";
import type { AttentionOf } from "../../src/runtime/traces/passage";
import { headBands, keyCount, matrixOfLayer } from "../../src/runtime/traces/patterns";
import { TracedRun } from "../../src/runtime/traces/tracedRun";
import { goldenNames, readGolden } from "./goldens";
import { testDevice } from "./testDevice";

const { signal } = new AbortController();
const IDS = [5, 9, 12, 7, 9, 5, 11, 8, 6, 12, 10];

/** Checkpoints keep queries, keys and values apart, side by side, or side by side within each head: the part of one head must be found in each. */
describe("One head alone is what it is among all heads of its layer", () => {
  for (const name of goldenNames()) {
    it(name, async () => {
      const model = await LoadedModel.load(await openModel((await readGolden(name)).folder), await testDevice());
      try {
        for (const of of await attentionsOf(model)) {
          for (let layer = 0; layer < of.run.recipe.config.layers; layer++) await compare(of, layer);
        }
      } finally {
        await model.dispose();
      }
    });
  }
});

async function attentionsOf(model: LoadedModel): Promise<AttentionOf[]> {
  if (!model.open.encoder) return [{ run: new TracedRun(model, { ids: IDS }), kind: "self" }];
  const source = await encodeSource(model, { ids: IDS, signal });
  const target = new TracedRun(model, { ids: IDS.slice(0, 7), memory: source.memory });
  return [{ run: source.run, kind: "self" }, { run: target, kind: "self" }, { run: target, kind: "cross" }];
}

async function compare(of: AttentionOf, layer: number): Promise<void> {
  const { heads } = of.run.recipe.config;
  const [queries, keys] = [of.run.ids.length, keyCount(of)];
  const all = await matrixOfLayer(of, layer, signal);
  for (let head = 0; head < heads; head++) {
    for await (const { rows, keys: seen, pattern } of headBands(of, layer, head, { from: 0, to: queries }, signal)) {
      pattern.forEach((value, i) => {
        const [row, key] = [rows.from + Math.floor(i / (seen.to - seen.from)), seen.from + (i % (seen.to - seen.from))];
        const among = all[(head * queries + row) * keys + key] as number;
        assert.ok(Math.abs(value - among) < 1e-5, `${of.kind} attention, layer ${layer}, head ${head}, query ${row}, key ${key}: ${value}, not ${among}`);
      });
    }
  }
}
