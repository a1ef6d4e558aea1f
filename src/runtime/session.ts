import * as ort from "onnxruntime-node";
import { Problem } from "../protocol/problem";
import type { DeviceName } from "../protocol/models";
import type { EncodedModel } from "./graph/encode";
import type { Feed, Feeds } from "./model/positions/position";

// Shape warnings about graphs whose axes vary; real errors still throw.
ort.env.logLevel = "error";

/** Devices that this build of ONNX Runtime knows, with the CPU last. */
export function knownDevices(): { readonly name: DeviceName; readonly bundled: boolean }[] {
  const order: readonly DeviceName[] = ["webgpu", "cuda", "dml", "coreml", "cpu"];
  const backends = ort.listSupportedBackends();
  return order.flatMap(name => {
    const backend = backends.find(candidate => candidate.name === name);
    return backend ? [{ name, bundled: backend.bundled }] : [];
  });
}

/** Numbers that stay on the device: one run's output that another reads. They take its memory until they are disposed of. */
export class DeviceTensor {
  #disposed = false;

  constructor(
    /** For this file alone. */
    readonly tensor: ort.Tensor,
    private readonly onDisposed: (own: DeviceTensor) => void = () => undefined,
  ) {}

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.tensor.dispose();
    this.onDisposed(this);
  }
}

/** What a graph is given: numbers, or what lies on its device already. */
export type DeviceFeeds = Readonly<Record<string, Feed | DeviceTensor>>;

/** A graph ready to run on a device. The process blocks while it runs: keep runs short and yield between them. */
export class Session {
  private constructor(
    private readonly session: ort.InferenceSession,
    readonly device: DeviceName,
  ) {}

  /**
   * Float weights stay in their files: they are mapped, and not repacked, so that a second session over the same checkpoint costs
   * nothing (measured: 31 MB private memory instead of 500 for 124 M parameters, for 3–10 % of speed).
   * `repacked` is for quantised weights, which are ruinously slow without (measured: 220 ms a token instead of 11): they are copied.
   * With `spin`, threads wait for the next operator awake: right for one graph that makes token after token, wrong for many
   * graphs that take turns, since each has threads of its own and those that wait would slow those that work.
   * Outputs named in `keeps` stay on the device; such a graph is run by {@link runKeeping} alone.
   * Throws what ONNX Runtime throws: the caller knows what was being loaded.
   */
  static async create(model: EncodedModel, device: DeviceName, { spin = false, repacked = false, keeps = [] as readonly string[] } = {}): Promise<Session> {
    const session = await ort.InferenceSession.create(model.bytes, {
      // Alone: in a list, a provider that is not there would be dropped without a word. Single operators still go to the CPU.
      executionProviders: [device],
      ...(keeps.length > 0 && { preferredOutputLocation: Object.fromEntries(keeps.map(name => [name, "gpu-buffer" as const])) }),
      extra: {
        session: {
          disable_prepacking: repacked ? "0" : "1",
          "intra_op.allow_spinning": spin ? "1" : "0",
          ...(model.folder !== "" && { model_external_initializers_file_folder_path: model.folder }),
        },
      },
    });
    return new Session(session, device);
  }

  /** Runs the graph and fetches the named outputs, each in row-major order of its axes. */
  async run(feeds: Feeds, fetch: readonly string[]): Promise<Record<string, Float32Array>> {
    const inputs = Object.fromEntries(this.session.inputNames.map(name => [name, tensorOf(name, feeds)]));
    const outputs = await this.session.run(inputs, [...fetch]);
    return Object.fromEntries(fetch.map(name => [name, numbersOf(name, outputs[name])]));
  }

  /** Runs the graph for all its outputs: those that stay on the device, and the numbers of the others. What is kept is told of when it is disposed of. */
  async runKeeping(feeds: DeviceFeeds, onDisposed: (tensor: DeviceTensor) => void): Promise<{ readonly numbers: Record<string, Float32Array>; readonly kept: Record<string, DeviceTensor> }> {
    const inputs = Object.fromEntries(this.session.inputNames.map(name => [name, tensorOf(name, feeds)]));
    // A part of the outputs cannot be fetched once some of them stay: ONNX Runtime counts them.
    const outputs = await this.session.run(inputs);
    const [numbers, kept]: [Record<string, Float32Array>, Record<string, DeviceTensor>] = [{}, {}];
    for (const [name, tensor] of Object.entries(outputs)) {
      if (tensor.location === "cpu") numbers[name] = numbersOf(name, tensor);
      else kept[name] = new DeviceTensor(tensor, onDisposed);
    }
    return { numbers, kept };
  }

  get inputs(): readonly string[] {
    return this.session.inputNames;
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }
}

/** The library's words without its source paths: "Failed to get a WebGPU adapter: No supported adapters". */
export function reasonOf(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line.replace(/^.*\bwas false\. /, "").replace(/^\S*onnxruntime_src\S+ \S+ /, "").slice(0, 300) || "unknown error";
}

function numbersOf(name: string, tensor: ort.Tensor | undefined): Float32Array {
  const data = tensor?.data;
  if (!(data instanceof Float32Array)) throw new Error(`the output ${name} is missing or not float32`);
  return data;
}

function tensorOf(name: string, feeds: DeviceFeeds): ort.Tensor {
  const feed = feeds[name];
  if (!feed) throw new Problem("internal", `The graph's input ${name} was not given.`);
  if (feed instanceof DeviceTensor) return feed.tensor;
  return feed.data instanceof Float32Array
    ? new ort.Tensor("float32", feed.data, feed.shape)
    : new ort.Tensor("int64", feed.data, feed.shape);
}
