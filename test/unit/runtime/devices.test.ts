import assert from "node:assert/strict";
import type { DeviceReport } from "../../../src/protocol/models";
import { Devices } from "../../../src/runtime/devices";
import { LoadedModel } from "../../../src/runtime/model/loadedModel";
import { openModel } from "../../../src/runtime/model/openModel";
import { TracedRun } from "../../../src/runtime/traces/tracedRun";
import { STARTER } from "./starter";

/** A device that no build of ONNX Runtime has on this system: every session on it fails. */
const ABSENT = process.platform === "darwin" ? "dml" : "coreml";
const KNOWN = [{ name: "webgpu" }, { name: ABSENT }, { name: "cpu" }] as const;

describe("Devices", () => {
  it("takes a device that is faster than the CPU, and leaves one that only passes for a GPU", async () => {
    const faster = new Devices(() => Promise.resolve({ ok: true, milliseconds: 1, cpuMilliseconds: 5 }), () => undefined, KNOWN);
    const report = await faster.report();
    assert.equal(report.inUse, "webgpu");
    assert.match(report.findings.find(({ name }) => name === "webgpu")?.reason ?? "", /5\.0 × the CPU's speed/);
    const slower = new Devices(() => Promise.resolve({ ok: true, milliseconds: 50, cpuMilliseconds: 5 }), () => undefined, KNOWN);
    assert.equal((await slower.report()).inUse, "cpu");
    assert.match((await slower.report()).findings.find(({ name }) => name === "webgpu")?.reason ?? "", /0\.1 × the CPU's speed/);
  });

  it("takes even a slow device when the setting asks for it, and tells all others that they were not tried", async () => {
    const devices = new Devices(() => Promise.resolve({ ok: true, milliseconds: 50, cpuMilliseconds: 5 }), () => undefined, KNOWN);
    const report = await devices.choose("webgpu");
    assert.equal(report.inUse, "webgpu");
    assert.ok(report.findings.filter(({ name }) => name !== "webgpu" && name !== "cpu").every(({ reason }) => reason.startsWith("not tried")));
  });

  it("probes each device once", async () => {
    const probed: string[] = [];
    const devices = new Devices(name => { probed.push(name); return Promise.resolve({ ok: false, reason: "no" }); }, () => undefined, KNOWN);
    await Promise.all([devices.report(), devices.inUse(), devices.report()]);
    await devices.choose("auto");
    assert.deepEqual(probed, ["webgpu", ABSENT]);
  });

  it("falls back to the CPU once, visibly, when a device fails while a model runs; the request still succeeds", async () => {
    const told: DeviceReport[] = [];
    const devices = new Devices(() => Promise.resolve({ ok: true, milliseconds: 1, cpuMilliseconds: 9 }), report => told.push(report), KNOWN);
    await devices.choose(ABSENT);
    const model = await LoadedModel.load(await openModel(STARTER), devices);
    const run = new TracedRun(model, { ids: [1, 2, 3] });
    assert.equal((await run.unembed([2])).logits.length, model.open.recipe.config.vocabulary);
    const fallen = told.filter(({ fellBackFrom }) => fellBackFrom);
    assert.equal(fallen.length, 1);
    assert.equal(fallen[0]?.fellBackFrom?.name, ABSENT);
    assert.equal(fallen[0]?.inUse, "cpu");
    assert.match(fallen[0]?.findings.find(({ name }) => name === ABSENT)?.reason ?? "", /failed while running/);
    await model.dispose();
  });
});
