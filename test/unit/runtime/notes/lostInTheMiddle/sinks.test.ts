import assert from "node:assert/strict";
import path from "node:path";
import { nextTokenLosses } from "../../../../../src/runtime/experiments/nextTokens";
import { slidingWindow } from "../../../../../src/runtime/model/parts/masks";
import { Models, type Loaded } from "../../../../../src/runtime/models";
import { massOnFirst } from "../../../../../src/runtime/notes/lostInTheMiddle/sinksAnywhere";
import { runStatement } from "../../../../../src/runtime/notes/runStatement";
import { glanceAt } from "../../../../../src/runtime/traces/glance";
import { matrixOfLayer } from "../../../../../src/runtime/traces/patterns";
import { TracedRun } from "../../../../../src/runtime/traces/tracedRun";
import { cpuOnly, never, TEXT } from "../../starter";
import { checkResumes } from "../sweep";

const MODELS = path.join(__dirname, "../../../../../models");
const LONG = `${TEXT.repeat(3)}\n`;

describe("Attention sinks of the notes", () => {
  let models: Models;
  let llama: Loaded;
  before(async () => {
    models = new Models(await cpuOnly(), () => undefined, MODELS);
    llama = await models.load(path.join(MODELS, "starter-llama"), never);
  });
  after(async () => {
    for (const folder of await models.folders()) await models.unload(folder);
  });

  it("measure what lies on the first tokens as the pattern itself and a glance at it say", async () => {
    const ids = (await llama.tokenizer().encode(TEXT)).map(({ id }) => id);
    const run = new TracedRun(llama.model, { ids });
    await run.finished;
    const { heads } = run.recipe.config;
    for (const layer of [0, 2]) {
      const matrix = await matrixOfLayer({ run, kind: "self" }, layer, never);
      const { firstToken } = await glanceAt({ run, kind: "self" }, 0, layer, never);
      const [one, four] = [await massOnFirst(run, layer, 1, never), await massOnFirst(run, layer, 4, never)];
      for (let head = 0; head < heads; head++) {
        let sum = 0;
        for (let query = 4; query < ids.length; query++) for (let key = 0; key < 4; key++) sum += matrix[(head * ids.length + query) * ids.length + key]!;
        assert.ok(Math.abs(four[head]! - sum / (ids.length - 4)) < 1e-5);
        // The first token sees only itself, which a glance counts.
        assert.ok(Math.abs(firstToken[head]! * ids.length - (1 + one[head]! * (ids.length - 1))) < 1e-3);
      }
    }
  });

  it("say where a text has none, and what stands in front", async () => {
    const found = await runStatement({ id: "sinks-need-no-beginning-token", text: TEXT, documents: [], settings: {}, known: {} }, llama, never);
    assert.equal(found.settings["beginning"], "<s>");
    const [table] = found.pictures;
    assert.ok(table?.kind === "table");
    assert.deepEqual(table.sheets.map(({ name }) => name), ["with <s>", "without a beginning token"]);
    await assert.rejects(runStatement({ id: "sinks-need-no-beginning-token", text: "A cat", documents: [], settings: { first: 8 }, known: {} }, llama, never), { code: "text-empty" });
  });

  it("score a stream as a pass over the whole text does, under a full cache and under a window", async () => {
    const ids = (await llama.tokenizer().encode(LONG)).map(({ id }) => id);
    const window = 24;
    const points: Record<string, readonly number[]> = {};
    const request = { id: "sinks-keep-a-stream-going", text: LONG, documents: [], settings: { window, sinks: 2 }, known: {} };
    const found = await runStatement(request, llama, never, item => void (item.kind === "point" && (points[item.key] = item.values)));
    const streamed = (name: string): number[] => Object.entries(points).flatMap(([key, values]) => (key.startsWith(`${name},`) ? [...values] : []));
    const passed = async (more: object): Promise<Float32Array> => nextTokenLosses(new TracedRun(llama.model, { ids, ...more }));
    const [full, windowed] = [await passed({}), await passed({ mask: slidingWindow(window) })];
    assert.equal(full.length, ids.length - 1);
    for (const [name, expected] of [["full", full], ["window", windowed]] as const) {
      const losses = streamed(name);
      assert.equal(losses.length, expected.length);
      losses.forEach((loss, index) => assert.ok(Math.abs(loss - expected[index]!) < 2e-3, `${name} ${index}: ${loss} ${expected[index]}`));
    }
    const perplexity = (losses: ArrayLike<number>): number => Math.exp(Array.from(losses).slice(window - 1).reduce((sum, loss) => sum + loss, 0) / (losses.length - window + 1));
    assert.ok(Math.abs(found.figure! - perplexity(windowed) / perplexity(streamed("sinks and window"))) < 5e-3);
    // As long as the window is not full, the sinks make no difference.
    streamed("sinks and window").slice(0, window - 1).forEach((loss, index) => assert.ok(Math.abs(loss - full[index]!) < 2e-3));
  });

  it("refuse a stream that never leaves the window, and sinks that fill it", async () => {
    const put = (settings: Record<string, number>, text: string) => runStatement({ id: "sinks-keep-a-stream-going", text, documents: [], settings, known: {} }, llama, never);
    await assert.rejects(put({ window: 64 }, TEXT), { code: "text-empty", message: /too few/ });
    await assert.rejects(put({ window: 4, sinks: 4 }, LONG), { code: "input-invalid", message: /no room/ });
  });

  it("go on where a stream was stopped", async () => {
    const documents = [{ name: "one.txt", text: TEXT }, { name: "two.txt", text: TEXT }, { name: "three.txt", text: TEXT }];
    const finding = await checkResumes({ id: "sinks-keep-a-stream-going", loaded: llama, documents, settings: { window: 16, sinks: 2 } }, 5);
    assert.equal(finding.settings["documents"], "one.txt, two.txt, three.txt");
  });
});
