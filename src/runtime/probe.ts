import { fork } from "node:child_process";
import type { DeviceName } from "../protocol/models";
import type { Probed } from "./devices";
import { encode } from "./graph/encode";
import { Graph } from "./graph/graph";
import { gpuLowering } from "./graph/lowering";
import { Session } from "./session";

const SIDE = 512;
const PRODUCTS = 6;
const LIMIT_MS = 15_000;

/** Tries `device` in a process of its own, because a broken driver can crash or hang the process that asks it. */
export function probeInChild(entry: string, device: DeviceName): Promise<Probed> {
  return new Promise(resolve => {
    const child = fork(entry, ["--probe", device], { stdio: ["ignore", "ignore", "ignore", "ipc"], serialization: "advanced" });
    const settle = (probed: Probed): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      resolve(probed);
    };
    const timer = setTimeout(() => settle({ ok: false, reason: `its test did not end within ${LIMIT_MS / 1000} s` }), LIMIT_MS);
    child.once("message", message => settle(message as Probed));
    child.once("error", error => settle({ ok: false, reason: error.message }));
    child.once("exit", (code, signal) => settle({ ok: false, reason: `its test ended the process (${signal ?? `exit code ${code}`})` }));
  });
}

/** The child's half: a chain of matrix products on the device and on the CPU, results compared, times taken. */
export async function probeHere(device: DeviceName): Promise<Probed> {
  try {
    const [cpu, other] = [await timed("cpu"), await timed(device)];
    const off = other.result.findIndex((value, i) => !(Math.abs(value - (cpu.result[i] ?? NaN)) <= 1e-3));
    if (off >= 0) return { ok: false, reason: `its test product is wrong (${other.result[off]} instead of ${cpu.result[off]})` };
    return { ok: true, milliseconds: other.milliseconds, cpuMilliseconds: cpu.milliseconds };
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split("\n");
    return { ok: false, reason: line ?? "it cannot be opened" };
  }
}

async function timed(device: DeviceName): Promise<{ milliseconds: number; result: Float32Array }> {
  const g = new Graph({ sizes: { side: SIDE, row: SIDE }, lowering: gpuLowering, parameters: { find: path => { throw new Error(path); } } });
  const [a, b] = [g.input("a", "row side"), g.input("b", "side side")];
  let x = a;
  for (let i = 0; i < PRODUCTS; i++) x = g.op("MatMul", [x, b], "row side");
  g.output("x", x);
  const session = await Session.create(encode(g), device);
  const shape = [SIDE, SIDE];
  // A rotation-like matrix keeps the chain's numbers near 1.
  const feeds = {
    a: { data: Float32Array.from({ length: SIDE * SIDE }, (_, i) => Math.sin(i)), shape },
    b: { data: Float32Array.from({ length: SIDE * SIDE }, (_, i) => Math.cos(i * 1.7) * Math.sqrt(2 / SIDE)), shape },
  };
  let result = (await session.run(feeds, ["x"]))["x"] as Float32Array;
  let best = Infinity;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    result = (await session.run(feeds, ["x"]))["x"] as Float32Array;
    best = Math.min(best, performance.now() - start);
  }
  await session.dispose();
  return { milliseconds: best, result };
}
