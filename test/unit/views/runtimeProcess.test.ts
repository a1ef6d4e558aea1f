import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { Cancelled, Problem } from "../../../src/protocol/problem";
import { RuntimeProcess, type RuntimeOptions } from "../../../src/views/runtimeProcess";

describe("runtime process", function () {
  this.timeout(20_000);
  let folder: string;
  let script: string;
  let runtime: RuntimeProcess;
  let heard: string[];
  let wanted: "auto" | "cuda";
  let allowed: boolean;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "model-lens-"));
    script = join(folder, "runtime.js");
    await build({ entryPoints: ["test/fake/runtime.ts"], bundle: true, platform: "node", format: "cjs", outfile: script });
  });
  after(() => rmSync(folder, { recursive: true }));

  const optionsFor = (path: string): RuntimeOptions => ({
    script: path,
    environment: process.env,
    checkAllowed: () => {
      if (!allowed) throw new Problem("workspace-untrusted", "Not trusted.");
    },
    wantedDevice: () => wanted,
    log: ({ message }) => heard.push(`log ${message}`),
    deviceChanged: ({ inUse }) => heard.push(`device ${inUse}`),
    died: (problem, pending) => heard.push(`died ${problem.code} ${pending}`),
    gone: () => heard.push("gone"),
  });

  beforeEach(() => {
    heard = [];
    wanted = "auto";
    allowed = true;
    runtime = new RuntimeProcess(optionsFor(script));
  });
  afterEach(() => runtime.dispose());

  const trace = (text: string, signal?: AbortSignal) => runtime.ask.trace({ folder: "/m/llama", text }, signal ? { signal } : {});
  const coded = (code: string) => (error: unknown) => error instanceof Problem && error.code === code;

  it("starts with the first request, chooses the device, and carries items and typed arrays", async () => {
    assert.equal(runtime.pid, undefined);
    const progress: string[] = [];
    const run = await runtime.ask.trace({ folder: "/m/llama", text: "one two" }, { onItem: ({ message }) => progress.push(message) });
    assert.deepEqual(progress, ["Loading llama", "Running"]);
    assert.deepEqual(run.panes[0]?.queries.map(({ text }) => text), ["<s>", "one", " two"]);
    const line = await runtime.ask.line({ run: run.run, layer: 0, head: 0, weighting: "raw", token: 2, direction: "reads" });
    assert.deepEqual([...line], [0.25, 0.25, 0.5]);
    assert.ok(heard.includes("device cpu"));
  });

  it("rejects what is pending when the process dies, tells once, and answers the next request", async () => {
    const one = trace("!hang");
    const other = trace("!hang too");
    const [first, second] = await Promise.allSettled([one, other, trace("!die")]);
    assert.ok(first.status === "rejected" && second.status === "rejected");
    assert.ok(coded("runtime-exited")(first.reason));
    assert.equal(first.reason, second.reason, "one problem for one death, so that it is told once");
    assert.match(String((first.reason as Problem).remedy), /again/);
    assert.deepEqual(heard.filter(line => !line.startsWith("log")), ["device cpu", "died runtime-exited 3", "gone"]);
    assert.equal((await trace("again")).model, "llama");
  });

  it("kills a process that does not answer", async () => {
    await runtime.ask.device(null);
    const blocked = trace("!block");
    const rejected = assert.rejects(blocked, coded("runtime-exited"));
    assert.equal(await runtime.restart(), true);
    await rejected;
    assert.ok(!heard.some(line => line.startsWith("died")), "a death that was asked for is no news");
    assert.equal((await trace("again")).model, "llama");
  });

  it("rejects at once what was taken back, though the process is deaf", async () => {
    await runtime.ask.device(null);
    const abort = new AbortController();
    const blocked = trace("!block", abort.signal);
    const rejected = assert.rejects(blocked, Cancelled);
    abort.abort();
    await rejected;
    await assert.rejects(trace("never sent", abort.signal), Cancelled);
  });

  it("refuses to run on another device than the one that was asked for", async () => {
    wanted = "cuda";
    await assert.rejects(trace("text"), coded("device-unavailable"));
    const found: string[] = [];
    await runtime.ask.findModels({ embedded: ["/m/llama"], workspace: [], hub: [], folders: [] }, { onItem: ({ name }) => found.push(name) });
    assert.deepEqual(found, ["llama"], "what needs no device still works");
    wanted = "auto";
    assert.equal((await runtime.chooseDevice())?.inUse, "cpu");
    assert.equal((await trace("text")).device, "cpu");
  });

  it("starts nothing where nothing may start", async () => {
    allowed = false;
    await assert.rejects(trace("text"), coded("workspace-untrusted"));
    assert.equal(runtime.pid, undefined);
  });

  it("says what is wrong when the runtime is not there", async () => {
    const missing = new RuntimeProcess(optionsFor(join(folder, "missing.js")));
    try {
      await assert.rejects(missing.ask.device(null), error => coded("runtime-exited")(error) && /missing\.js/.test((error as Problem).detail ?? ""));
    } finally {
      missing.dispose();
    }
  });
});
