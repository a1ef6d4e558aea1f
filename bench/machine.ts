import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";
import type { DeviceReport } from "../src/protocol/models";
import { packageVersion } from "./packageVersion";
import { inRoot } from "../scripts/paths.mjs";

/** Where the figures come from. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly onnxRuntime: string;
  readonly device: DeviceReport;
  /** Mean number of runnable processes in the minute before: above 0, others used the machine too. */
  readonly loadBefore: number;
}

/** Facts of this machine, read at the start of a run. */
export async function machineFacts(device: DeviceReport): Promise<Machine> {
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()} ${release()}`,
    node: process.version,
    onnxRuntime: await packageVersion(inRoot("node_modules/onnxruntime-node")),
    device,
    loadBefore: loadavg()[0] ?? NaN,
  };
}
