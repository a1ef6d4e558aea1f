import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { Problem } from "../../../../src/protocol/problem";
import { systemClock } from "../../../../src/views/completion/clock";
import { Completions } from "../../../../src/views/completion/completions";
import { RuntimeProcess } from "../../../../src/views/runtimeProcess";
import { REQUEST } from "./scriptedRuntime";

describe("completions in a process that may die", function () {
  this.timeout(20_000);
  let folder: string;
  let trusted: boolean;
  /** Of each death: the requests that were not ours. */
  let others: number[];
  let runtime: RuntimeProcess;
  let completions: Completions;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "model-lens-"));
    await build({ entryPoints: ["test/fake/runtime.ts"], bundle: true, platform: "node", format: "cjs", outfile: join(folder, "runtime.js") });
  });
  after(() => rmSync(folder, { recursive: true }));
  beforeEach(() => {
    trusted = true;
    others = [];
    runtime = new RuntimeProcess({
      script: join(folder, "runtime.js"),
      environment: process.env,
      checkAllowed: () => {
        if (!trusted) throw new Problem("workspace-untrusted", "Not trusted.");
      },
      wantedDevice: () => "auto",
      log: () => undefined,
      deviceChanged: () => undefined,
      died: (_, pending) => others.push(pending - completions.underWay),
      gone: () => completions.forget(),
    });
    const load = async (model: string): Promise<void> => void (await runtime.ask.load({ folder: model }));
    completions = new Completions({ runtime: runtime.ask, clock: systemClock, load });
  });
  afterEach(() => {
    completions.dispose();
    runtime.dispose();
  });

  const ask = (prefix: string) => completions.complete({ document: "a", offset: 0, request: { ...REQUEST, prefix }, invoked: true, ahead: false, signal: new AbortController().signal });

  it("come from the process", async () => {
    const answer = await ask("1 2 3");
    assert.deepEqual(answer?.suggestions.map(({ text }) => text), [" 4 5 6"]);
    const id = answer?.suggestions[0]?.id ?? "";
    const { prompt, items } = await runtime.ask.explainCompletion({ id });
    assert.equal(prompt, "1 2 3");
    assert.equal(items[0]?.kind, "started");
  });

  it("come although it dies once, and nobody else is concerned", async () => {
    const answer = await ask(`!once(${join(folder, "died")}) 7`);
    assert.deepEqual(answer?.suggestions.map(({ text }) => text), [" 8 9 10"]);
    assert.deepEqual(others, [0]);
  });

  it("are given up when it dies each time", async () => {
    await assert.rejects(ask("!die 7"), error => error instanceof Problem && error.code === "runtime-exited");
    assert.deepEqual(others, [0, 0]);
    assert.deepEqual((await ask("1"))?.suggestions.map(({ text }) => text), [" 2 3 4"]);
  });

  it("stop in the process, too, when they are superseded", async () => {
    const first = ask("!hang 1");
    const second = await ask("5");
    assert.equal(await first, null);
    assert.deepEqual(second?.suggestions.map(({ text }) => text), [" 6 7 8"]);
    assert.equal(completions.underWay, 0);
  });

  it("start nothing where nothing may start", async () => {
    trusted = false;
    await assert.rejects(ask("1"), error => error instanceof Problem && error.code === "workspace-untrusted");
    assert.equal(runtime.pid, undefined);
  });
});
