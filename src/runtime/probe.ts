import { fork } from "node:child_process";
import type { DeviceName } from "../protocol/models";
import type { Probed } from "./devices";
import { encode } from "./graph/encode";
import { Graph } from "./graph/graph";
import { gpuLowering } from "./graph/lowering";
import { reasonOf, Session } from "./session";

/** A short test first: a software adapter (lavapipe, SwiftShader) that passes for a GPU is found out before it costs seconds. */
const SHORT = { side: 192, products: 2 };
const LONG = { side: 768, products: 8 };
/** A device this many times slower than the CPU in the short test gets no long one. */
const HOPELESS = 20;
const LIMIT_MS = 10_000;

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

/** The child's half: chains of matrix products on the device and on the CPU, results compared, times taken. */
export async function probeHere(device: DeviceName): Promise<Probed> {
  try {
    const short = await compared(device, SHORT);
    return short.ok && short.milliseconds < HOPELESS * short.cpuMilliseconds ? await compared(device, LONG) : short;
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

interface Work {
  readonly side: number;
  readonly products: number;
}

async function compared(device: DeviceName, work: Work): Promise<Probed> {
  const [cpu, other] = [await timed("cpu", work), await timed(device, work)];
  const off = other.result.findIndex((value, i) => !(Math.abs(value - (cpu.result[i] ?? NaN)) <= 1e-3));
  if (off >= 0) return { ok: false, reason: `its test product is wrong (${other.result[off]} instead of ${cpu.result[off]})` };
  return { ok: true, milliseconds: other.milliseconds, cpuMilliseconds: cpu.milliseconds };
}

async function timed(device: DeviceName, { side, products }: Work): Promise<{ milliseconds: number; result: Float32Array }> {
  const parameters = { find: (path: string): never => { throw new Error(`a probe has no ${path}`); } };
  const g = new Graph({ sizes: { side }, lowering: gpuLowering, parameters });
  const [a, b] = [g.input("a", "row side"), g.input("b", "side side")];
  let x = a;
  for (let i = 0; i < products; i++) x = g.op("MatMul", [x, b], "row side");
  g.output("x", x);
  const session = await Session.create(encode(g), device);
  const shape = [side, side];
  const feeds = {
    a: { data: Float32Array.from({ length: side * side }, (_, i) => Math.sin(i)), shape },
    // Columns of length 1 keep the chain's numbers near 1.
    b: { data: Float32Array.from({ length: side * side }, (_, i) => Math.cos(i * 1.7) * Math.sqrt(2 / side)), shape },
  };
  let best = Infinity;
  let result = new Float32Array(0);
  // The first run compiles shaders and is not counted.
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    result = (await session.run(feeds, ["x"]))["x"] as Float32Array<ArrayBuffer>;
    if (i > 0) best = Math.min(best, performance.now() - start);
  }
  await session.dispose();
  return { milliseconds: best, result };
}
