import type { DeviceName } from "../../src/protocol/models";
import { RuntimeInstance } from "../../src/views/runtimeInstance";

/** The runtime in a process of its own, as the extension starts it, with the device asked for. */
export async function forkedRuntime(script: string, device: DeviceName | "auto", environment: NodeJS.ProcessEnv = process.env): Promise<RuntimeInstance> {
  const instance = new RuntimeInstance(script, environment, {
    log: ({ level, message }) => void (level === "info" ? undefined : console.error(`runtime: ${message}`)),
    deviceChanged: () => undefined,
  });
  await instance.client.chooseDevice({ wanted: device });
  return instance;
}

/** Ends a runtime and waits until it is gone. */
export async function endRuntime(instance: RuntimeInstance): Promise<void> {
  instance.kill("The measurement is over.");
  await instance.ended;
}
