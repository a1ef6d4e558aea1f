import type { DeviceName } from "../../src/protocol/models";
import { Devices } from "../../src/runtime/devices";
import { probeInChild } from "../../src/runtime/probe";

/** Devices with `device` in use, probed as the runtime does it; `script` is the runtime's bundle. Throws `device-unavailable`. */
export async function chosenDevices(device: DeviceName, script: string): Promise<Devices> {
  const devices = new Devices(name => probeInChild(script, name), () => undefined);
  await devices.choose(device);
  return devices;
}
