import * as ort from "onnxruntime-node";
import { Problem } from "../protocol/problem";
import type { DeviceName } from "../protocol/models";
import type { EncodedModel } from "./graph/encode";
import type { Feeds } from "./model/positions/position";

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
   * Throws what ONNX Runtime throws: the caller knows what was being loaded.
   */
  static async create(model: EncodedModel, device: DeviceName, { spin = false, repacked = false } = {}): Promise<Session> {
    const session = await ort.InferenceSession.create(model.bytes, {
      // Alone: in a list, a provider that is not there would be dropped without a word. Single operators still go to the CPU.
      executionProviders: [device],
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
    return Object.fromEntries(
      fetch.map(name => {
        const data = outputs[name]?.data;
        if (!(data instanceof Float32Array)) throw new Error(`the output ${name} is missing or not float32`);
        return [name, data];
      }),
    );
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

function tensorOf(name: string, feeds: Feeds): ort.Tensor {
  const feed = feeds[name];
  if (!feed) throw new Problem("internal", `The graph's input ${name} was not given.`);
  return feed.data instanceof Float32Array
    ? new ort.Tensor("float32", feed.data, feed.shape)
    : new ort.Tensor("int64", feed.data, feed.shape);
}
