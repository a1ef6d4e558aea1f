import assert from "node:assert/strict";
import { LoadedModel, type GraphWanted } from "../../../src/runtime/model/loadedModel";
import { openModel } from "../../../src/runtime/model/openModel";
import { causal, maskFeed } from "../../../src/runtime/model/parts/masks";
import { TracedRun } from "../../../src/runtime/traces/tracedRun";
import { readGolden } from "../../golden/goldens";
import { cpuOnly } from "./starter";

describe("A graph that is released", () => {
  let model: LoadedModel;
  before(async () => {
    model = await LoadedModel.load(await openModel((await readGolden("gpt2-long")).folder), await cpuOnly());
  });
  after(() => model.dispose());

  const graph: GraphWanted = { stack: "main", kind: "blocks", layers: { from: 0, to: 1 } };
  const ask = async (): Promise<Float32Array> => {
    const { dModel } = model.open.recipe.config;
    const cache = model.newCache();
    const stream = Float32Array.from({ length: 3 * dModel }, (_, i) => Math.sin(i));
    const feeds = { stream: { data: stream, shape: [3, dModel] }, mask: maskFeed(causal, { from: 0, to: 3 }, { from: 0, to: 3 }), ...cache.feedsOf(0, 0) };
    return (await model.run(graph, ["next.0"], feeds))["next.0"] as Float32Array;
  };

  it("is made again when it is needed, and says the same; who runs it meanwhile is not cut off", async () => {
    const [before, during] = await Promise.all([ask(), ask(), model.release(graph)]);
    assert.deepEqual(during, before);
    assert.deepEqual(await ask(), before);
    await model.release({ ...graph, layers: { from: 1, to: 2 } });
    await model.release(graph);
    await model.release(graph);
    assert.deepEqual(await ask(), before);
  });

  it("takes nothing from a run that was made with it", async () => {
    const ids = Array.from({ length: 40 }, (_, i) => (i * 7 + 1) % 100);
    const stream = async (): Promise<Float32Array | undefined> => {
      const run = new TracedRun(model, { ids });
      await run.finished;
      return run.stream.at(-1);
    };
    const whole = await stream();
    await model.release(graph);
    assert.deepEqual(await stream(), whole);
  });
});
