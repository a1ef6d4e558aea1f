import path from "node:path";
import { pathToFileURL } from "node:url";
import { answerParent } from "../runtime/askProcess";

/** What the benchmarks ask of llama.cpp in its own process. */
export type LlamaAsk =
  | { readonly kind: "load"; readonly library: string; readonly file: string; readonly threads: number; readonly context: number; readonly cache: "F32" | "F16" }
  /** Computes these tokens behind nothing; `look` wants the last one's logits. */
  | { readonly kind: "prefill"; readonly ids: readonly number[]; readonly look: boolean }
  /** Continues a cache of `context` tokens by `ids`, one at a time, the first of which is not timed. */
  | { readonly kind: "decode"; readonly context: readonly number[]; readonly ids: readonly number[] };
export interface LlamaAnswer {
  /** Of the whole, or per token. */
  readonly milliseconds: number;
  /** [vocab], where they were asked for. */
  readonly logits: Float32Array | null;
}

/** The part of node-llama-cpp that is used: its binding to llama.cpp's own calls, without its sampling and its queue. */
interface Library {
  getLlama(options: { gpu: false; build: "never"; maxThreads: number; logLevel: string }): Promise<Llama>;
  readonly GgmlType?: Readonly<Record<string, number>>;
}
interface Llama {
  readonly _bindings: { readonly AddonSampler: new (model: unknown) => Sampler };
  loadModel(options: { modelPath: string }): Promise<Model>;
}
interface Model {
  readonly _model: unknown;
  createContext(options: Readonly<Record<string, unknown>>): Promise<{ readonly _ctx: Context }>;
}
interface Sampler {
  applyConfig(config: { readonly temperature: number }): void;
}
interface Context {
  initBatch(size: number): void;
  addToBatch(sequence: number, first: number, tokens: Uint32Array, logitIndexes: Uint32Array): Uint32Array;
  decodeBatch(): Promise<void>;
  sampleToken(index: number, sampler: Sampler, probabilities: false, confidence: false, logits: true, total: false): Promise<readonly [number, unknown, unknown, ArrayLike<number> | undefined]>;
  removeTokenCellsFromSequence(sequence: number, from: number, to: number): boolean;
  getThreads(): number;
}

let loaded: { readonly context: Context; readonly sampler: Sampler } | null = null;
/** What the cache holds of an earlier decode: its prompt need not be computed again. */
let held: readonly number[] = [];

answerParent<LlamaAsk, LlamaAnswer>(async ask => {
  switch (ask.kind) {
    case "load": {
      const started = performance.now();
      const library = (await import(pathToFileURL(path.join(ask.library, "dist/index.js")).href)) as Library;
      const llama = await library.getLlama({ gpu: false, build: "never", maxThreads: ask.threads, logLevel: "error" });
      const model = await llama.loadModel({ modelPath: ask.file });
      const { _ctx: context } = await model.createContext({
        contextSize: ask.context,
        batchSize: 512,
        sequences: 1,
        threads: { ideal: ask.threads, min: ask.threads },
        experimentalKvCacheKeyType: ask.cache,
        experimentalKvCacheValueType: ask.cache,
      });
      if (context.getThreads() !== ask.threads) throw new Error(`llama.cpp takes ${context.getThreads()} threads instead of ${ask.threads}.`);
      loaded = { context, sampler: new llama._bindings.AddonSampler(model._model) };
      return { milliseconds: performance.now() - started, logits: null };
    }
    case "prefill": {
      forget();
      const started = performance.now();
      const at = await compute(0, ask.ids);
      const milliseconds = performance.now() - started;
      return { milliseconds, logits: ask.look ? await logitsAt(at) : null };
    }
    case "decode": {
      const { context } = here();
      if (held.join() !== ask.context.join()) {
        forget();
        await compute(0, ask.context);
        held = ask.context;
      } else if (!context.removeTokenCellsFromSequence(0, held.length, -1)) throw new Error("llama.cpp does not forget its last tokens.");
      let started = NaN;
      for (const [i, id] of ask.ids.entries()) {
        if (i === 1) started = performance.now();
        await compute(held.length + i, [id]);
      }
      return { milliseconds: (performance.now() - started) / (ask.ids.length - 1), logits: null };
    }
  }
});

function here(): { readonly context: Context; readonly sampler: Sampler } {
  if (!loaded) throw new Error("Nothing is loaded.");
  return loaded;
}

function forget(): void {
  held = [];
  here().context.removeTokenCellsFromSequence(0, 0, -1);
}

/** The model over tokens from place `from` on, with the last one's logits; returns where these lie. */
async function compute(from: number, ids: readonly number[]): Promise<number> {
  const { context } = here();
  context.initBatch(ids.length);
  const [at] = context.addToBatch(0, from, Uint32Array.from(ids), Uint32Array.of(ids.length - 1));
  await context.decodeBatch();
  return at ?? 0;
}

async function logitsAt(at: number): Promise<Float32Array> {
  const { context, sampler } = here();
  sampler.applyConfig({ temperature: 0 });
  const [, , , pairs = []] = await context.sampleToken(at, sampler, false, false, true, false);
  const logits = new Float32Array(pairs.length / 2).fill(NaN);
  for (let i = 0; i < pairs.length; i += 2) logits[pairs[i]!] = pairs[i + 1]!;
  return logits;
}
