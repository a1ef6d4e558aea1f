import assert from "node:assert/strict";
import path from "node:path";
import { Models } from "../../../../src/runtime/models";
import { ActivationSums, gelu, silu, visitMlps } from "../../../../src/runtime/notes/mlpActivations";
import { runStatement } from "../../../../src/runtime/notes/runStatement";
import { TracedRun } from "../../../../src/runtime/traces/tracedRun";
import { cpuOnly, never, TEXT } from "../starter";

const MODELS = path.join(__dirname, "../../../../models");
const WIDTH = 128;

describe("The statements on norms and activations", () => {
  let models: Models;
  const load = (model: string) => models.load(path.join(MODELS, model), never);

  before(async () => {
    models = new Models(await cpuOnly(), () => undefined, MODELS);
  });
  after(async () => {
    for (const folder of await models.folders()) await models.unload(folder);
  });

  it("finds the mean that the stream itself has", async () => {
    const loaded = await load("starter-llama");
    const ids = (await loaded.tokenizer().encode(TEXT)).map(token => token.id);
    const run = new TracedRun(loaded.model, { ids });
    await run.finished;
    const { pictures } = await runStatement({ id: "rmsnorm-keeps-the-mean", text: TEXT, documents: [], settings: {}, known: {} }, loaded, never);
    const [table] = pictures;
    assert.ok(table?.kind === "table");
    const cells = table.sheets[0]?.values as Float32Array;
    assert.equal(cells.length, 8);
    for (const layer of [0, 3]) {
      const shares = ids.map((_, token) => {
        const row = Array.from((run.stream[layer] as Float32Array).subarray(token * WIDTH, (token + 1) * WIDTH));
        const mean = row.reduce((sum, value) => sum + value, 0) / WIDTH;
        return Math.abs(mean) / Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / WIDTH);
      });
      const wanted = shares.reduce((sum, share) => sum + share, 0) / shares.length;
      assert.ok(Math.abs((cells[2 * layer] as number) - wanted) < 1e-5);
    }
  });

  it("sums up what negative numbers carry", () => {
    const sums = new ActivationSums();
    for (const [pre, out] of [[-1, -0.1], [-2, 0], [3, 0.6], [0, -0.1], [-0.5, 0.2]] as const) sums.add(pre, out);
    assert.equal(sums.negative, 3 / 5);
    assert.equal(sums.zeros, 1 / 5);
    assert.ok(Math.abs(sums.carried - 0.3 / 1) < 1e-12);
    assert.equal(new ActivationSums().carried, 0);
  });

  it("bends numbers as the graphs do", async () => {
    const loaded = await load("starter-gpt2");
    const visited = new Map<number, number>();
    await visitMlps({ loaded, text: TEXT, signal: never, progress: () => undefined }, (layer, pre, post) => {
      visited.set(layer, pre.length);
      assert.equal(post.length, pre.length);
      pre.forEach((value, at) => assert.ok(Math.abs(gelu(value) - (post[at] as number)) < 1e-5, `${value}: ${post[at]}`));
    });
    const tokens = (await loaded.tokenizer().encode(TEXT)).length;
    assert.deepEqual([...visited], [0, 1, 2, 3].map(layer => [layer, tokens * 512]));
    assert.ok(Math.abs(silu(1) - 0.7310585786) < 1e-9 && Math.abs(silu(-2) + 0.2384058440) < 1e-9);
  });
});
