import assert from "node:assert/strict";
import type { DeviceReport } from "../../../src/protocol/models";
import { DeviceWatch } from "../../../src/views/deviceWatch";
import { COMMANDS } from "../../../src/views/names";
import type { Report } from "../../../src/views/report";
import type { StatusBar } from "../../../src/views/statusBar";

const onGpu: DeviceReport = { inUse: "webgpu", findings: [] };
const fellBack: DeviceReport = { inUse: "cpu", findings: [], fellBackFrom: { name: "webgpu", reason: "device lost" } };

describe("device watch", () => {
  it("shows every change, and warns once of a device that failed, with the way to the report", () => {
    const shown: string[] = [];
    const warned: unknown[][] = [];
    const watch = new DeviceWatch(
      { device: (report: DeviceReport | null) => shown.push(report?.inUse ?? "none") } as unknown as StatusBar,
      { warn: (...said: unknown[]) => warned.push(said) } as unknown as Report,
    );
    for (const report of [onGpu, fellBack, fellBack]) watch.changed(report);
    assert.deepEqual(shown, ["webgpu", "cpu", "cpu"]);
    assert.deepEqual(warned, [["WebGPU failed while running (device lost); CPU has taken over.", { label: "Device Report", command: COMMANDS.showDeviceReport }]]);
  });
});
