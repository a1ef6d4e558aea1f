import assert from "node:assert/strict";
import type { DeviceReport } from "../../../src/protocol/models";
import { deviceMarkdown, fallbackText } from "../../../src/views/deviceText";

const report: DeviceReport = {
  inUse: "cpu",
  findings: [
    { name: "webgpu", usable: true, reason: "0.3 × the CPU's speed *here*\nand | more" },
    { name: "cuda", usable: false, reason: "not in this build" },
    { name: "cpu", usable: true, reason: "2 threads" },
  ],
};

describe("device report", () => {
  it("says of each device whether it is used, and why", () => {
    const markdown = deviceMarkdown(report);
    assert.match(markdown, /runs on \*\*CPU\*\*/);
    assert.match(markdown, /## WebGPU: usable\n\n0\.3 × the CPU's speed \\\*here\\\* and \\\| more\n/);
    assert.match(markdown, /## CUDA: not usable\n\nnot in this build\n/);
    assert.match(markdown, /## CPU: in use\n\n2 threads\n/);
  });

  it("says that a device failed, what took over, and why", () => {
    assert.equal(fallbackText(report), null);
    const fellBack: DeviceReport = { ...report, fellBackFrom: { name: "webgpu", reason: "device lost" } };
    assert.equal(fallbackText(fellBack), "WebGPU failed while running (device lost); CPU has taken over.");
    assert.match(deviceMarkdown(fellBack), /device lost/);
  });
});
