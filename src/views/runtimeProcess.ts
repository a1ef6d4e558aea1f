import type { RunSummary } from "../protocol/attention";
import type { DeviceName, DeviceReport } from "../protocol/models";
import { Cancelled, type Problem } from "../protocol/problem";
import type { Asked, Client } from "../protocol/rpc";
import { runtimeContract } from "../protocol/runtimeContract";
import type { Disposes } from "./disposableStore";
import { RuntimeInstance, type RuntimeListener } from "./runtimeInstance";

/** How the runtime process is started, and who hears of it. */
export interface RuntimeOptions extends RuntimeListener {
  /** The runtime's bundle, an absolute path. */
  readonly script: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Throws the Problem for which nothing may start now. */
  readonly checkAllowed: () => void;
  wantedDevice(): DeviceName | "auto";
  /** The process ended without being told to; `pending` requests were under way and are rejected with `problem`. */
  died(problem: Problem, pending: number): void;
  /** There is no process any more, for whatever reason: no model is loaded and no run is kept. */
  gone(problem: Problem): void;
}

type Method = keyof typeof runtimeContract;
type Ask = (params: unknown, asked?: Asked<unknown>) => Promise<unknown>;

/** Requests that put a model on the device: they wait until it is chosen. */
const NEEDS_DEVICE: readonly Method[] = ["load", "trace", "generate", "complete", "measureWeights", "runNote", "device"];

interface Running {
  readonly instance: RuntimeInstance;
  /** Chosen when something first needs it: finding it out costs seconds where drivers are slow. */
  device: Promise<DeviceReport> | null;
  pending: number;
}

/**
 * The runtime as the views ask it: started by the first request, never before, and again by the first request after
 * its end. A request that was under way when the process ended is rejected with the Problem `runtime-exited`.
 */
export class RuntimeProcess implements Disposes {
  readonly ask: Client<typeof runtimeContract>;
  #running: Running | null = null;
  #disposed = false;

  constructor(private readonly options: RuntimeOptions) {
    const methods = Object.keys(runtimeContract) as Method[];
    const entries = methods.map((method): [Method, Ask] => [method, (params, asked) => this.#ask(method, params, asked)]);
    this.ask = Object.fromEntries(entries) as Client<typeof runtimeContract>;
  }

  /** The process's id; undefined while there is none. */
  get pid(): number | undefined {
    return this.#running?.instance.pid;
  }

  /** Something that is another thing for every process, and null while there is none. */
  get mark(): unknown {
    return this.#running?.instance ?? null;
  }

  /** Ends the process, hung or not; the next request starts another. Returns whether there was one. */
  async restart(): Promise<boolean> {
    const running = this.#running;
    running?.instance.kill("The runtime was restarted, and what it was doing stopped.");
    await running?.instance.ended;
    return running !== null;
  }

  /** Chooses the device anew, after the setting changed. Null while none was needed: the first who needs one will choose. */
  async chooseDevice(): Promise<DeviceReport | null> {
    const running = this.#running;
    if (running === null || running.device === null) return null;
    return (running.device = this.#chooseDevice(running.instance));
  }

  dispose(): void {
    this.#disposed = true;
    this.#running?.instance.kill("Model Lens was closed.");
  }

  async #ask(method: Method, params: unknown, asked: Asked<unknown> = {}): Promise<unknown> {
    if (asked.signal?.aborted) throw new Cancelled();
    const running = this.#start();
    running.pending++;
    try {
      if (NEEDS_DEVICE.includes(method)) await unlessAborted((running.device ??= this.#chooseDevice(running.instance)), asked.signal);
      const answer = (running.instance.client[method] as Ask)(params, asked);
      if (method === "trace") releaseIfLate(running.instance, answer as Promise<RunSummary>, asked.signal);
      // Who takes a request back does not wait until the runtime, between two steps, has heard of it.
      return await unlessAborted(answer, asked.signal);
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      if (!running.instance.alive) throw await running.instance.ended;
      throw error;
    } finally {
      running.pending--;
    }
  }

  #start(): Running {
    if (this.#running?.instance.alive) return this.#running;
    if (this.#disposed) throw new Cancelled();
    this.options.checkAllowed();
    const instance = new RuntimeInstance(this.options.script, this.options.environment, this.options);
    const running: Running = { instance, device: null, pending: 0 };
    this.#running = running;
    this.options.log({ level: "info", message: `Runtime started (process ${instance.pid ?? "unknown"}).` });
    void this.#watch(running);
    return running;
  }

  async #watch(running: Running): Promise<void> {
    const problem = await running.instance.ended;
    // Read before the rejections reach those who asked.
    const { pending } = running;
    if (this.#running === running) this.#running = null;
    if (this.#disposed) return;
    if (running.instance.killed) this.options.log({ level: "info", message: problem.message });
    else this.options.died(problem, pending);
    this.options.gone(problem);
  }

  #chooseDevice(instance: RuntimeInstance): Promise<DeviceReport> {
    const chosen = instance.client.chooseDevice({ wanted: this.options.wantedDevice() });
    chosen.then(
      report => this.options.deviceChanged(report),
      () => undefined, // Whoever needs the device is told.
    );
    return chosen;
  }
}

/** A run that was finished before the runtime heard that it is not wanted any more belongs to nobody. */
function releaseIfLate(instance: RuntimeInstance, answer: Promise<RunSummary>, signal: AbortSignal | undefined): void {
  const release = async ({ run }: RunSummary): Promise<void> => {
    if (signal?.aborted) await instance.client.release({ run });
  };
  answer.then(release).catch(() => undefined);
}

/** `promise`, or Cancelled as soon as `signal` is aborted. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(new Cancelled());
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
