import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import type { GenerationItem } from "../../../src/protocol/generation";
import type { PageGenerationRequest } from "../../../src/protocol/generationPage";
import { Cancelled, Problem } from "../../../src/protocol/problem";
import { GenerationRuns } from "../../../src/views/panels/generationRuns";
import { RuntimeProcess } from "../../../src/views/runtimeProcess";

const REQUEST: PageGenerationRequest = { folder: "/m/llama", options: { do_sample: true, seed: 7 }, watched: 4 };
const coded = (code: string) => (error: unknown) => error instanceof Problem && error.code === code;
const never = new AbortController().signal;

describe("generation runs", function () {
  this.timeout(20_000);
  let folder: string;
  let runtime: RuntimeProcess;
  let released: string[];
  let loads: string[];
  let heard: string[];
  let runs: GenerationRuns;
  let loading: () => Promise<void>;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "model-lens-"));
    await build({ entryPoints: ["test/fake/runtime.ts"], bundle: true, platform: "node", format: "cjs", outfile: join(folder, "runtime.js") });
  });
  after(() => rmSync(folder, { recursive: true }));

  beforeEach(() => {
    released = [];
    loads = [];
    heard = [];
    loading = () => Promise.resolve();
    runtime = new RuntimeProcess({
      script: join(folder, "runtime.js"),
      environment: process.env,
      checkAllowed: () => undefined,
      wantedDevice: () => "auto",
      log: () => undefined,
      deviceChanged: ({ inUse }) => heard.push(`device ${inUse}`),
      died: (problem, pending) => heard.push(`died ${problem.code} ${pending}`),
      gone: () => undefined,
    });
    const counted = { ...runtime.ask, releaseGeneration: (params: { generation: string }) => (released.push(params.generation), runtime.ask.releaseGeneration(params)) };
    runs = new GenerationRuns({
      runtime: counted,
      runtimeMark: () => runtime.mark,
      noteLoaded: loaded => void heard.push(`loaded ${loaded}`),
      weights: () => "exact",
      load: async (wanted, _weights, signal) => {
        Cancelled.check(signal);
        loads.push(wanted);
        await loading();
      },
    });
  });
  afterEach(() => runtime.dispose());

  /** A run, with what the page hears of it; `seen` is called with each item. */
  function generate(text: string, { signal = never, request = REQUEST, seen = () => undefined }: { signal?: AbortSignal; request?: PageGenerationRequest; seen?: (item: GenerationItem) => void } = {}) {
    const items: GenerationItem[] = [];
    const emit = (item: GenerationItem): void => {
      items.push(item);
      seen(item);
    };
    return { items, finished: runs.generate(request, text, { signal, emit }) };
  }
  const words = (items: readonly GenerationItem[]): string => items.map(item => (item.kind === "step" ? item.text : "")).join("");
  const nameOf = (items: readonly GenerationItem[]): string => {
    const [first] = items;
    assert.ok(first?.kind === "started");
    return first.generation;
  };

  it("pass a run's items on in order, with the panel's text and the page's options", async () => {
    const { items, finished } = generate("Once upon a time");
    const { texts } = await finished;
    assert.equal(texts[0]?.text, " there was a little girl named Lily .");
    assert.equal(words(items), texts[0].text);
    const [started, ...steps] = items;
    assert.ok(started?.kind === "started");
    assert.deepEqual(started.prompt.map(({ text }) => text).slice(1), ["Once", " upon", " a", " time"]);
    assert.deepEqual(started.options, REQUEST.options);
    assert.deepEqual(steps.map(item => item.kind === "step" && item.step), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(loads, ["/m/llama"]);
    assert.deepEqual(heard, ["device cpu", "loaded /m/llama"], "the device is chosen before a model is put on it");
  });

  it("load a helper, too, and continue the ids of the run that is branched from", async () => {
    const request: PageGenerationRequest = { ...REQUEST, ids: [5, 6], continues: [0, 1, 2], helper: { folder: "/m/small", as: "draft" } };
    const { items, finished } = generate("another text", { request });
    await finished;
    const [started] = items;
    assert.ok(started?.kind === "started");
    assert.deepEqual(started.prompt.map(({ id }) => id), [5, 6]);
    assert.deepEqual(started.given.map(({ id }) => id), [0, 1, 2]);
    assert.deepEqual(loads, ["/m/llama", "/m/small"]);
  });

  it("give a branch the places in the text that its tokens had in the run it leaves", async () => {
    const first = generate("Once upon a time");
    await first.finished;
    const [started] = first.items;
    assert.ok(started?.kind === "started");
    const branch = generate("the text by now", { request: { ...REQUEST, ids: started.prompt.map(({ id }) => id), continues: [0] } });
    await branch.finished;
    const [again] = branch.items;
    assert.ok(again?.kind === "started");
    assert.deepEqual(again.prompt, started.prompt);
    assert.deepEqual(again.prompt[1]?.range, { start: 0, end: 4 });
  });

  it("answer what is asked about a place, until it is released, once", async () => {
    const { items, finished } = generate("text");
    await finished;
    const generation = nameOf(items);
    assert.equal((await runs.lens({ generation, tokens: [0, 1] }, never)).layers[0]?.best[0]?.token.text, " was");
    assert.deepEqual((await runs.attention({ generation, tokens: [0] }, never)).weights, Float32Array.of(0.25, 0.75));
    assert.equal(runs.empty, false);
    runs.release(generation);
    runs.release(generation);
    assert.deepEqual(released, ["generation-0"]);
    await assert.rejects(runs.lens({ generation, tokens: [0] }, never), coded("run-gone"));
    assert.equal(runs.empty, true);
  });

  it("stop when the page takes the request back; what came can still be asked about", async () => {
    const abort = new AbortController();
    const { items, finished } = generate("text !hang", { signal: abort.signal, seen: item => item.kind === "step" && item.step === 1 && abort.abort() });
    assert.equal(runs.empty, false);
    await assert.rejects(finished, Cancelled);
    assert.equal(words(items), " there was");
    assert.deepEqual(released, []);
    assert.equal((await runs.lens({ generation: nameOf(items), tokens: [0] }, never)).layers.length, 1);
  });

  it("stop all that is under way, and what is asked for later runs", async () => {
    const hanging = [generate("text !hang", { seen: item => item.kind === "step" && item.step === 1 && runs.stop() }), generate("text !hang")];
    for (const { finished } of hanging) await assert.rejects(finished, Cancelled);
    assert.equal(runs.underWay, false);
    const later = generate("text");
    await later.finished;
    assert.equal(later.items.length, 9);
  });

  it("give back a run whose name the page never heard", async () => {
    const abort = new AbortController();
    const { items, finished } = generate("text !early", { signal: abort.signal });
    await runtime.ask.device(null);
    abort.abort();
    await assert.rejects(finished, Cancelled);
    assert.equal(runs.empty, true);
    while (released.length === 0) await runtime.ask.device(null);
    assert.deepEqual(items, []);
    assert.equal(runs.empty, true);
  });

  it("stop and give everything back when the page is gone", async () => {
    const done = generate("text");
    await done.finished;
    const hanging = generate("text !hang", { seen: item => item.kind === "step" && item.step === 1 && runs.dispose() });
    await assert.rejects(hanging.finished, Cancelled);
    assert.deepEqual(released, ["generation-0", "generation-1"]);
    assert.deepEqual([nameOf(done.items), nameOf(hanging.items)], ["run 1", "run 2"]);
    await assert.rejects(generate("more").finished, Cancelled);
  });

  it("keep what came when the process dies, say what helps, and run again", async () => {
    const { items, finished } = generate("text !die");
    await assert.rejects(finished, error => coded("runtime-exited")(error) && /again/.test((error as Problem).remedy ?? ""));
    assert.equal(words(items), " there was");
    assert.ok(heard.includes("died runtime-exited 1"), heard.join(", "));
    runs.release(nameOf(items));
    assert.deepEqual(released, [], "nothing is asked of a process that is gone");
    assert.equal(runtime.pid, undefined, "and none is started for it");
    const again = generate("text");
    await again.finished;
    assert.equal(words(again.items), " there was a little girl named Lily .");
  });

  it("make a place again, once for all questions, when the process that knew it is gone", async () => {
    const dying = generate("text !die", { request: { ...REQUEST, continues: [3] } });
    await assert.rejects(dying.finished, coded("runtime-exited"));
    const generation = nameOf(dying.items);
    const [lens, attention] = await Promise.all([runs.lens({ generation, tokens: [4, 5] }, never), runs.attention({ generation, tokens: [4] }, never)]);
    assert.equal(lens.layers[0]?.best[0]?.token.text, " named");
    assert.equal(attention.keys, 2);
    const other = generate("text");
    await other.finished;
    assert.notEqual(nameOf(other.items), generation, "names of an earlier process are taken");
    assert.deepEqual((await runs.lens({ generation, tokens: [4] }, never)).layers.length, 1);
    assert.deepEqual(released, []);
    runs.dispose();
    assert.deepEqual(released, ["generation-0", "generation-1"]);
  });

  it("make a place again when the runtime has let it go, and say why when that fails", async () => {
    const { items, finished } = generate("text");
    await finished;
    await runtime.ask.releaseGeneration({ generation: "generation-0" });
    assert.equal((await runs.lens({ generation: nameOf(items), tokens: [0] }, never)).layers.length, 1);
    await runtime.restart();
    loading = () => Promise.reject(new Problem("model-gone", "It is gone."));
    await assert.rejects(runs.lens({ generation: nameOf(items), tokens: [0] }, never), coded("model-gone"));
  });

  it("take a run over that was made elsewhere: its places can be looked into, also after the runtime has lost it", async () => {
    const items: GenerationItem[] = [];
    const finished = await runtime.ask.generate({ folder: "/m/llama", prompt: { text: "Once upon" }, options: {}, watched: 4 }, { onItem: item => items.push(item) });
    const taken = runs.takeOver({ items, finished });
    assert.deepEqual(taken.items.slice(1), items.slice(1));
    assert.equal(taken.finished, finished);
    const generation = nameOf(taken.items);
    assert.notEqual(generation, nameOf(items));
    assert.equal((await runs.lens({ generation, tokens: [0] }, never)).layers.length, 1);
    assert.deepEqual(loads, [], "it is there");
    await runtime.restart();
    assert.equal((await runs.lens({ generation, tokens: [0] }, never)).layers.length, 1);
    assert.deepEqual(loads, ["/m/llama"]);
    runs.release(generation);
    assert.deepEqual(released, ["generation-0"]);
    assert.throws(() => runs.takeOver({ items: items.slice(1), finished }), coded("run-gone"));
  });

  it("tell of what the runtime refuses", async () => {
    const { items, finished } = generate("text !fail");
    await assert.rejects(finished, coded("out-of-memory"));
    assert.equal(items.length, 3);
    await assert.rejects(generate("text", { request: { ...REQUEST, folder: "/m/gone" } }).finished, coded("model-gone"));
  });
});
