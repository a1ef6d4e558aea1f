import assert from "node:assert/strict";
import type { DeviceName } from "../../src/protocol/models";
import { Devices } from "../../src/runtime/devices";

/** Takes the device's word: the goldens themselves are the test, and a software adapter would be too slow for the timing. */
const trusted = () => Promise.resolve({ ok: true, milliseconds: 1, cpuMilliseconds: 1 } as const);

/** The device that MODEL_LENS_TEST_DEVICE asks for (the CPU without it). Falling back is a failure: the test would test something else. */
export async function testDevice(): Promise<Devices> {
  const wanted = (process.env["MODEL_LENS_TEST_DEVICE"] ?? "cpu") as DeviceName;
  const devices = new Devices(trusted, report => assert.equal(report.fellBackFrom, undefined, `${wanted} failed: ${report.fellBackFrom?.reason}`));
  assert.equal((await devices.choose(wanted)).inUse, wanted);
  return devices;
}
