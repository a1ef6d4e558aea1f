import path from "node:path";
import { Devices } from "../../../src/runtime/devices";

/** The embedded starter model: small, trained, there on every machine. */
export const STARTER = path.join(__dirname, "../../../models/starter-llama");

export const TEXT = "Once upon a time, there was a little cat named Tom. One day, Tom saw a big dog. Tom said: hello, big dog!";

/** A signal that nobody aborts. */
export const never = new AbortController().signal;

/** The CPU without looking for anything else. */
export async function cpuOnly(): Promise<Devices> {
  const devices = new Devices(() => Promise.resolve({ ok: false, reason: "not tried in this test" }), () => undefined);
  await devices.choose("cpu");
  return devices;
}
