import { stat } from "node:fs/promises";
import { Problem } from "../../protocol/problem";
import type { DeviceName } from "../../protocol/models";
import type { Devices } from "../devices";
import { encode } from "../graph/encode";
import type { Graph } from "../graph/graph";
import { cpuLowering, gpuLowering, type Lowering } from "../graph/lowering";
import { quantisedLowering } from "../graph/quantisedLowering";
import { type DeviceFeeds, type DeviceTensor, reasonOf, Session } from "../session";
import { buildCacheRows, cacheNames } from "./cacheRows";
import { buildBlocks, buildEmbed, buildForward, buildMemory, buildUnembed, type LayerRange } from "./forward";
import { insideTaps } from "./insideTaps";
import { KeyValueCache } from "./keyValueCache";
import type { OpenModel } from "./openModel";
import { full, maskFeed } from "./parts/masks";
import type { Feeds } from "./positions/position";
import type { QuantisedWeights } from "./quantisedModel";
import type { Recipe } from "./recipe";
import { buildKeysAndValues, buildPattern, buildValueLengths, buildVectors, type AttentionKind } from "./slices";

/** Tokens per step of a long pass: short enough to stop soon, long enough to keep the cores busy. */
export const STEP = 256;

/** One of a model's stacks: the one with its head, or the encoder that it reads. */
export type StackName = "main" | "encoder";

/** A graph whose keys and values stay on the device: the whole stack, or some rows of what is there. */
type KeepingGraph = { readonly kind: "forward"; readonly taps?: readonly string[]; readonly keeps: true } | { readonly kind: "cache rows"; readonly keeps: boolean };

/** What a device that failed had kept is lost: the CPU does the rest, from the beginning. */
export class DeviceLost extends Error {}

/** Which of a stack's graphs: the whole of it, a part (perhaps with more inputs or outputs), or a slice of one layer. */
export type GraphWanted = { readonly stack: StackName } & (
  | { readonly kind: "embed" | "unembed" | "memory" }
  | KeepingGraph
  | { readonly kind: "forward"; readonly taps?: readonly string[] }
  | { readonly kind: "vectors" | "keys and values"; readonly layer: number }
  | { readonly kind: "blocks"; readonly layers: LayerRange; readonly headMask?: boolean; readonly taps?: readonly string[] }
  | { readonly kind: "pattern" | "pattern of chosen heads" | "value lengths"; readonly attention: AttentionKind; readonly layer: number; readonly headMask?: boolean; readonly scale?: number }
);

/** What a stack reads from the encoder: its keys and values, and which of its tokens are real. */
export interface Memory {
  readonly cache: KeyValueCache;
  readonly padding: readonly number[] | null;
}

/** A model whose weights are mapped; graphs are made when first needed, per device. */
export class LoadedModel {
  readonly #sessions = new Map<string, Promise<Session>>();
  readonly #running = new Set<Promise<unknown>>();
  /** What lies on the device besides the graphs. */
  readonly #kept = new Set<DeviceTensor>();
  #disposed = false;
  /** What is looked into while generating. A quantised graph has all of it among its outputs, which cost nothing until they are fetched: a second graph would cost a second copy of the weights. */
  readonly #lookedInto: ReadonlySet<string>;
  readonly #files: ReadonlyMap<string, string>;

  private constructor(
    readonly open: OpenModel,
    private readonly devices: Devices,
    files: ReadonlyMap<string, string>,
    /** Null: all weights are exact. */
    readonly quantised: QuantisedWeights | null = null,
  ) {
    this.#files = files;
    this.#lookedInto = new Set(Object.values(insideTaps(open.recipe)).flat());
  }

  /** Maps the weights and makes the first graphs of a trace ready on the device in use; all others are made when first needed. */
  static async load(open: OpenModel, devices: Devices): Promise<LoadedModel> {
    const model = new LoadedModel(open, devices, await identities(open));
    const stack = open.encoder ? "encoder" : "main";
    await model.#attempt(device => Promise.all([model.#session({ stack, kind: "embed" }, device), model.#session({ stack, kind: "blocks", layers: { from: 0, to: 1 } }, device)]));
    return model;
  }

  /** The same weights with another recipe for one stack: a what-if. It has graphs of its own, and is to be disposed of by whoever made it. */
  sibling(stack: StackName, recipe: Recipe): LoadedModel {
    const changed = stack === "encoder" ? { encoder: recipe } : { recipe: { ...recipe, head: this.open.recipe.head } };
    return new LoadedModel({ ...this.open, ...changed }, this.devices, this.#files);
  }

  /**
   * The same model with quantised weights for making tokens: the graph of the whole stack, and the head that reads its stream. An encoder, which reads
   * a text once, and all that attention's pictures are made of stay exact. Its graph is ready; it is to be disposed of by whoever made it.
   */
  async withWeights(quantised: QuantisedWeights): Promise<LoadedModel> {
    const files = new Map([...this.#files, [quantised.file, await identityOf(quantised.file, false)]]);
    const model = new LoadedModel(this.open, this.devices, files, quantised);
    await model.#attempt(device => model.#session({ stack: "main", kind: "forward" }, device));
    return model;
  }

  /** The recipe of one of the model's stacks. */
  recipeOf(stack: StackName): Recipe {
    if (stack === "main") return this.open.recipe;
    if (this.open.encoder) return this.open.encoder;
    throw new Problem("input-invalid", `${this.open.checkpoint.name} has no encoder.`, { remedy: "Choose an encoder–decoder model." });
  }

  /** A cache of a stack's shape. */
  newCache(stack: StackName = "main"): KeyValueCache {
    const { layers, kvHeads, dHead } = this.recipeOf(stack).config;
    return new KeyValueCache(layers, kvHeads, dHead);
  }

  /** The keys and values that the decoder's cross-attention reads, from the encoder's finished stream [source d_model]. */
  async remember(final: Float32Array, padding: readonly number[] | null): Promise<Memory> {
    const { config } = this.open.recipe;
    const length = final.length / config.dModel;
    const names = Array.from({ length: config.layers }, (_, layer) => [`memory.${layer}.k`, `memory.${layer}.v`]).flat();
    const outputs = await this.run({ stack: "main", kind: "memory" }, names, { memory: { data: final, shape: [length, config.dModel] } });
    const cache = this.newCache();
    cache.append(Object.fromEntries(Object.entries(outputs).map(([name, data]) => [name.replace("memory", "new"), data])), length);
    return { cache, padding };
  }

  /** Throws `model-gone` when the weights were deleted or written over since they were mapped. */
  async stillThere(): Promise<void> {
    for (const [file, identity] of this.#files) {
      if ((await identityOf(file, file !== this.quantised?.file)) !== identity) throw this.#gone(file);
    }
  }

  /** Runs one of the model's graphs on the device in use. */
  async run(graph: GraphWanted, fetch: readonly string[], feeds: Feeds): Promise<Record<string, Float32Array>> {
    if (this.#disposed) throw this.#unloaded();
    const running = this.#attempt(async device => (await this.#session(graph, device)).run(feeds, fetch));
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Whether the device in use keeps what graphs make for graphs to come, so that it need not travel. */
  async keepsOnDevice(): Promise<boolean> {
    return (await this.devices.inUse()) === "webgpu";
  }

  /**
   * Runs a graph of the main stack whose `present.L.k` and `.v` stay on the device: they are the caller's to dispose of, and gone with the model. All other outputs
   * are given as numbers. Throws {@link DeviceLost} once where the device fails.
   */
  async runKeeping(graph: KeepingGraph, feeds: DeviceFeeds): Promise<{ readonly numbers: Record<string, Float32Array>; readonly kept: Record<string, DeviceTensor> }> {
    if (this.#disposed) throw this.#unloaded();
    const running = this.#keeping(graph, feeds);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async #keeping(graph: KeepingGraph, feeds: DeviceFeeds): Promise<{ readonly numbers: Record<string, Float32Array>; readonly kept: Record<string, DeviceTensor> }> {
    const device = await this.devices.inUse();
    try {
      if (device !== "webgpu") throw new DeviceLost(`the cache was on a device that is no longer in use (${device})`);
      const session = await this.#session({ stack: "main", ...graph }, device);
      const result = await session.runKeeping(feeds, tensor => this.#kept.delete(tensor));
      for (const tensor of Object.values(result.kept)) this.#kept.add(tensor);
      return result;
    } catch (error) {
      if (error instanceof Problem || error instanceof DeviceLost) throw error;
      await this.devices.fallBack(device, reasonOf(error));
      throw new DeviceLost("the device failed", { cause: error });
    }
  }

  /** Frees one of the model's graphs with the memory in which it works, once nothing runs any more; it is made again when it is needed. */
  async release(graph: GraphWanted): Promise<void> {
    const key = this.#keyOf(graph, await this.devices.inUse());
    const session = this.#sessions.get(key);
    if (!session) return;
    this.#sessions.delete(key);
    await Promise.allSettled(this.#running);
    await (await session).dispose();
  }

  #keyOf(graph: GraphWanted, device: DeviceName): string {
    return `${device} ${JSON.stringify(this.#shared(graph))}`;
  }

  /** Does `work` on the device in use; one other than the CPU that fails is given up once and for all, and the CPU does it. */
  async #attempt<T>(work: (device: DeviceName) => Promise<T>): Promise<T> {
    const device = await this.devices.inUse();
    try {
      return await work(device);
    } catch (error) {
      if (device === "cpu" || error instanceof Problem) throw understood(error);
      await this.devices.fallBack(device, reasonOf(error));
      return this.#attempt(work);
    }
  }

  /** Frees all graphs and the mapping of the weights, once no graph runs any more. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await Promise.allSettled(this.#running);
    for (const tensor of [...this.#kept]) tensor.dispose();
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of await Promise.allSettled(sessions)) {
      if (session.status === "fulfilled") await session.value.dispose();
    }
  }

  async #session(graph: GraphWanted, device: DeviceName): Promise<Session> {
    const key = this.#keyOf(graph, device);
    const known = this.#sessions.get(key);
    if (known) return known;
    const made = this.#make(graph, device);
    this.#sessions.set(key, made);
    made.catch(() => this.#sessions.delete(key));
    return made;
  }

  async #make(graph: GraphWanted, device: DeviceName): Promise<Session> {
    const lowering = device === "cpu" ? cpuLowering : gpuLowering;
    const quantised = this.#isQuantised(graph) ? this.quantised : null;
    const built = this.#build(graph, quantised ? quantisedLowering(lowering, quantised.matrices, quantised.arithmetic) : lowering);
    try {
      const keeps = "keeps" in graph && graph.keeps ? cacheNames(this.recipeOf(graph.stack).config.layers, "present") : [];
      return await Session.create(encode(built), device, { spin: graph.kind === "forward", repacked: quantised !== null, keeps });
    } catch (error) {
      await this.stillThere();
      throw error;
    }
  }

  #isQuantised({ stack, kind }: GraphWanted): boolean {
    return this.quantised !== null && stack === "main" && (kind === "forward" || kind === "unembed");
  }

  /** One graph in place of several that only differ in what may be fetched. */
  #shared(graph: GraphWanted): GraphWanted {
    return graph.kind === "forward" && !("keeps" in graph) && this.#isQuantised(graph) && (graph.taps ?? []).every(tap => this.#lookedInto.has(tap)) ? { stack: graph.stack, kind: graph.kind } : graph;
  }

  #build(graph: GraphWanted, lowering: Lowering): Graph {
    const recipe = this.recipeOf(graph.stack);
    const options = { parameters: this.open.weights, lowering };
    switch (graph.kind) {
      case "forward": {
        const { taps = [] } = graph;
        const present = "keeps" in graph;
        // Where what is kept is told apart, all outputs are fetched: there none is on stock.
        const shared = !present && this.#isQuantised(graph);
        return buildForward(recipe, { ...options, present, wants: tap => taps.includes(tap) || (shared && this.#lookedInto.has(tap)) });
      }
      case "cache rows":
        return buildCacheRows(recipe, options);
      case "embed":
        return buildEmbed(recipe, options);
      case "unembed":
        return buildUnembed(recipe, options);
      case "memory":
        return buildMemory(recipe, options);
      case "blocks": {
        const { layers, headMask = false, taps = [] } = graph;
        return buildBlocks(recipe, layers, { ...options, headMask, wants: tap => taps.includes(tap) });
      }
      case "pattern":
        return buildPattern(recipe, { ...graph, kind: graph.attention, chosen: false }, options);
      case "pattern of chosen heads":
        return buildPattern(recipe, { ...graph, kind: graph.attention, chosen: true }, options);
      case "vectors":
        return buildVectors(recipe, graph.layer, options);
      case "keys and values":
        return buildKeysAndValues(recipe, graph.layer, options);
      case "value lengths":
        return buildValueLengths(recipe, graph.attention, graph.layer, options);
    }
  }

  /** Throws on an id outside the vocabulary: the embedding would read another tensor's memory, or fail without a name. */
  checkIds(ids: readonly number[]): void {
    const { vocabulary } = this.open.recipe.config;
    const wrong = ids.find(id => !Number.isInteger(id) || id < 0 || id >= vocabulary);
    if (wrong === undefined) return;
    throw new Problem("input-invalid", `Token id ${wrong} is outside the model's vocabulary of ${vocabulary.toLocaleString("en")}.`, {
      remedy: "Check that the tokenizer belongs to this model.",
    });
  }

  #unloaded(): Problem {
    return new Problem("run-gone", `${this.open.checkpoint.name} was unloaded.`, { remedy: "Run again." });
  }

  #gone(file: string): Problem {
    return new Problem("model-gone", `${file} was deleted or changed after ${this.open.checkpoint.name} was loaded.`, { remedy: "Load the model again." });
  }
}

/** The inputs of cross-attention for `queries` tokens, of all layers or of some: every query sees every real token of the source. */
export function memoryFeeds({ cache, padding }: Memory, queries: number, layers = Array.from({ length: cache.layers }, (_, layer) => layer)): Feeds {
  const source = { from: 0, to: cache.length };
  return {
    "mask.source": maskFeed(full, { from: 0, to: queries }, source, padding ?? undefined),
    ...Object.fromEntries(layers.flatMap(layer => [[`memory.${layer}.k`, cache.keys(layer)], [`memory.${layer}.v`, cache.values(layer)]])),
  };
}

async function identities({ checkpoint }: OpenModel): Promise<Map<string, string>> {
  const files = new Set([...checkpoint.tensors.values()].map(tensor => tensor.file));
  return new Map(await Promise.all([...files].map(async file => [file, await identityOf(file)] as const)));
}

/** A quantised file is never written over, only replaced; whoever uses it sets its time. */
async function identityOf(file: string, byTime = true): Promise<string> {
  try {
    const { size, mtimeMs, ino } = await stat(file);
    return byTime ? `${size} ${mtimeMs} ${ino}` : `${size} ${ino}`;
  } catch {
    return "gone";
  }
}

function understood(error: unknown): unknown {
  if (error instanceof Problem) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/bad_alloc|out of memory|Failed to allocate|allocation failed/i.test(message)) {
    return new Problem("out-of-memory", "There is not enough memory for this.", { detail: message, cause: error, remedy: "Unload other models, or give a shorter text." });
  }
  return error;
}
