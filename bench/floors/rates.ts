import { Graph } from "../../src/runtime/graph/graph";
import { encode } from "../../src/runtime/graph/encode";
import { gpuLowering } from "../../src/runtime/graph/lowering";
import { Session } from "../../src/runtime/session";
import type { DeviceName } from "../../src/protocol/models";
import type { Feeds } from "../../src/runtime/model/positions/position";
import { timed } from "../measure/interleaved";
import type { Cost } from "./cost";

/** Sides of the products that are timed, [rows, side] × [side, side]: the best one counts. */
const PRODUCTS = [
  { rows: 512, side: 1024 },
  { rows: 1024, side: 1024 },
] as const;
/** Products in a chain, so that a device's transfers weigh little. */
const CHAIN = 4;
/** Bytes that are summed: several times the largest cache of a processor of this class. */
const READ = 256 << 20;
const ROW = 1 << 16;
/** Times that each probe runs in one sample, unless the device is so slow that it would take too long. */
const SAMPLES = 4;
const LONGEST_MS = 2000;

/**
 * The greatest rates that this machine reached in this run: operations per second in float32 matrix products on the
 * device, and bytes per second read from memory by all cores. The floors beside the figures go by them.
 */
export class Rates {
  #operations = 0;
  #bytes = 0;
  readonly #products: { readonly session: Session; readonly feeds: Feeds; readonly operations: number }[] = [];
  #sum: { readonly session: Session; readonly feeds: Feeds } | null = null;

  private constructor(private readonly device: DeviceName) {}

  /** Makes the probes ready, and measures once. */
  static async on(device: DeviceName): Promise<Rates> {
    const rates = new Rates(device);
    for (const { rows, side } of PRODUCTS) {
      const feeds = { a: filled([rows, side]), b: filled([side, side]) };
      rates.#products.push({ session: await Session.create(encode(products(side)), device), feeds, operations: CHAIN * 2 * rows * side * side });
    }
    // Weights pass through a device's own memory, whose rate is not measured here.
    if (device === "cpu") rates.#sum = { session: await Session.create(encode(sums()), "cpu"), feeds: { a: filled([READ / 4 / ROW, ROW]) } };
    await rates.sample();
    return rates;
  }

  /** Measures again; what counts is the best so far. Call between sections: other work on the machine comes and goes. */
  async sample(): Promise<void> {
    const started = performance.now();
    for (let i = 0; i < SAMPLES && performance.now() - started < LONGEST_MS; i++) {
      for (const { session, feeds, operations } of this.#products) {
        const milliseconds = await timed(async () => void (await session.run(feeds, ["x"])));
        this.#operations = Math.max(this.#operations, (1000 * operations) / milliseconds);
      }
      const sum = this.#sum;
      if (sum) this.#bytes = Math.max(this.#bytes, (1000 * READ) / (await timed(async () => void (await sum.session.run(sum.feeds, ["x"])))));
    }
  }

  get operationsPerSecond(): number {
    return this.#operations;
  }

  /** Null on a device with memory of its own. */
  get bytesPerSecond(): number | null {
    return this.device === "cpu" ? this.#bytes : null;
  }

  /** Milliseconds below which work of this cost cannot go at these rates. */
  floor({ operations, bytes }: Cost): { readonly milliseconds: number; readonly by: "operations" | "bytes" } {
    const computing = (1000 * operations) / this.#operations;
    const reading = this.bytesPerSecond === null ? 0 : (1000 * bytes) / this.bytesPerSecond;
    return computing >= reading ? { milliseconds: computing, by: "operations" } : { milliseconds: reading, by: "bytes" };
  }

  async dispose(): Promise<void> {
    for (const { session } of this.#products) await session.dispose();
    await this.#sum?.session.dispose();
  }
}

const parameters = { find: (path: string): never => { throw new Error(`a probe has no ${path}`); } };

function products(side: number): Graph {
  const g = new Graph({ sizes: { side }, lowering: gpuLowering, parameters });
  const b = g.input("b", "side side");
  let x = g.input("a", "row side");
  for (let i = 0; i < CHAIN; i++) x = g.op("MatMul", [x, b], "row side");
  g.output("x", x);
  return g;
}

function sums(): Graph {
  const g = new Graph({ sizes: { entry: ROW }, lowering: gpuLowering, parameters });
  g.output("x", g.op("ReduceSum", [g.input("a", "row entry"), g.integers([1])], "row", { keepdims: 0 }));
  return g;
}

function filled(shape: readonly [number, number]): Feeds[string] {
  const data = new Float32Array(shape[0] * shape[1]);
  // Small enough that a chain of products stays finite; not zero, lest pages be shared.
  for (let i = 0; i < data.length; i++) data[i] = ((i % 7) - 3) / 1000;
  return { data, shape };
}
