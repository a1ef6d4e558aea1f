import { stat } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { Cancelled, Problem } from "../../protocol/problem";
import type { DeviceName } from "../../protocol/models";
import type { Devices } from "../devices";
import { encode } from "../graph/encode";
import type { Graph } from "../graph/graph";
import { cpuLowering, gpuLowering, type Lowering } from "../graph/lowering";
import { reasonOf, Session } from "../session";
import { buildBlocks, buildEmbed, buildForward, buildUnembed, type LayerRange } from "./forward";
import { KeyValueCache } from "./keyValueCache";
import type { OpenModel } from "./openModel";
import { maskFeed } from "./parts/masks";
import { integers, type Feeds } from "./positions/position";
import { buildPattern, buildValueLengths } from "./slices";

/** Tokens per step of a long pass: short enough to stop soon, long enough to keep the cores busy. */
export const STEP = 256;

/** Which of a model's graphs: the whole model, a part of it (perhaps with more inputs or outputs), or a slice of one layer. */
export type GraphWanted =
  | { readonly kind: "forward" | "embed" | "unembed" }
  | { readonly kind: "blocks"; readonly layers: LayerRange; readonly headMask?: boolean; readonly taps?: readonly string[] }
  | { readonly kind: "pattern" | "pattern of chosen heads" | "value lengths"; readonly layer: number };

export interface Pass {
  /** Token ids to compute, behind those in the cache. */
  readonly ids: readonly number[];
  readonly cache: KeyValueCache;
  /** Which of the new tokens get logits. */
  readonly rows: readonly number[];
  /** One more than the greatest position of this pass and of those that run beside it (a batch); worked out where absent. */
  readonly longest?: number;
  readonly signal: AbortSignal;
  readonly onStep?: (done: number) => void;
}

/** A model whose weights are mapped; graphs are made when first needed, per device. */
export class LoadedModel {
  readonly #sessions = new Map<string, Promise<Session>>();
  readonly #running = new Set<Promise<unknown>>();
  #disposed = false;
  readonly #files: ReadonlyMap<string, string>;

  private constructor(
    readonly open: OpenModel,
    private readonly devices: Devices,
    files: ReadonlyMap<string, string>,
  ) {
    this.#files = files;
  }

  /** Maps the weights and makes the first graphs of a trace ready on the device in use; all others are made when first needed. */
  static async load(open: OpenModel, devices: Devices): Promise<LoadedModel> {
    const model = new LoadedModel(open, devices, await identities(open));
    await model.#attempt(device => Promise.all([model.#session({ kind: "embed" }, device), model.#session({ kind: "blocks", layers: { from: 0, to: 1 } }, device)]));
    return model;
  }

  /** A cache of the model's shape. */
  newCache(): KeyValueCache {
    const { layers, kvHeads, dHead } = this.open.recipe.config;
    return new KeyValueCache(layers, kvHeads, dHead);
  }

  /** Throws `model-gone` when the weights were deleted or written over since they were mapped. */
  async stillThere(): Promise<void> {
    for (const [file, identity] of this.#files) {
      if ((await identityOf(file)) !== identity) throw this.#gone(file);
    }
  }

  /** Runs the model over new tokens in steps, appends their keys and values to the cache, and returns logits [row, vocab]. */
  async forward({ ids, cache, rows, signal, ...pass }: Pass): Promise<Float32Array> {
    const { config, position, mask, head } = this.open.recipe;
    this.checkIds(ids);
    const start = cache.length;
    const longest = pass.longest ?? start + ids.length;
    const width = head.labels ?? config.vocabulary;
    const logits = new Float32Array(rows.length * width);
    cache.reserve(start + ids.length);
    const fresh = Array.from({ length: config.layers }, (_, layer) => [`new.${layer}.k`, `new.${layer}.v`]).flat();
    try {
      for (let from = 0; from < ids.length; from += STEP) {
        await setImmediate();
        Cancelled.check(signal);
        const to = Math.min(from + STEP, ids.length);
        const here = rows.flatMap((row, i) => (row >= from && row < to ? [{ row: row - from, i }] : []));
        const at = Array.from({ length: to - from }, (_, i) => start + from + i);
        const outputs = await this.run({ kind: "forward" }, [...fresh, ...(here.length > 0 ? ["logits"] : [])], {
          ids: integers(ids.slice(from, to)),
          rows: integers(here.map(({ row }) => row)),
          mask: maskFeed(mask, { from: start + from, to: start + to }, { from: 0, to: start + to }),
          ...position.feeds({ at, longest }),
          ...cache.feeds(),
        });
        cache.append(outputs, to - from);
        here.forEach(({ i }, k) => logits.set((outputs["logits"] as Float32Array).subarray(k * width, (k + 1) * width), i * width));
        pass.onStep?.(to);
      }
    } catch (error) {
      cache.truncate(start);
      throw error;
    }
    return logits;
  }

  /** Runs one of the model's graphs on the device in use. */
  async run(graph: GraphWanted, fetch: readonly string[], feeds: Feeds): Promise<Record<string, Float32Array>> {
    if (this.#disposed) throw new Problem("run-gone", `${this.open.checkpoint.name} was unloaded.`, { remedy: "Run again." });
    const running = this.#attempt(async device => (await this.#session(graph, device)).run(feeds, fetch));
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
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
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of await Promise.allSettled(sessions)) {
      if (session.status === "fulfilled") await session.value.dispose();
    }
  }

  async #session(graph: GraphWanted, device: DeviceName): Promise<Session> {
    const key = `${device} ${JSON.stringify(graph)}`;
    const known = this.#sessions.get(key);
    if (known) return known;
    const made = this.#make(graph, device);
    this.#sessions.set(key, made);
    made.catch(() => this.#sessions.delete(key));
    return made;
  }

  async #make(graph: GraphWanted, device: DeviceName): Promise<Session> {
    const lowering = device === "cpu" ? cpuLowering : gpuLowering;
    const built = this.#build(graph, lowering);
    try {
      return await Session.create(encode(built), device, { spin: graph.kind === "forward" });
    } catch (error) {
      await this.stillThere();
      throw error;
    }
  }

  #build(graph: GraphWanted, lowering: Lowering): Graph {
    const { recipe, weights: parameters } = this.open;
    const options = { parameters, lowering };
    switch (graph.kind) {
      case "forward":
        return buildForward(recipe, options);
      case "embed":
        return buildEmbed(recipe, options);
      case "unembed":
        return buildUnembed(recipe, options);
      case "blocks": {
        const { layers, headMask = false, taps = [] } = graph;
        return buildBlocks(recipe, layers, { ...options, headMask, wants: tap => taps.includes(tap) });
      }
      case "pattern":
        return buildPattern(recipe, graph.layer, false, options);
      case "pattern of chosen heads":
        return buildPattern(recipe, graph.layer, true, options);
      case "value lengths":
        return buildValueLengths(recipe, graph.layer, options);
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

  #gone(file: string): Problem {
    return new Problem("model-gone", `${file} was deleted or changed after ${this.open.checkpoint.name} was loaded.`, { remedy: "Load the model again." });
  }
}

async function identities({ checkpoint }: OpenModel): Promise<Map<string, string>> {
  const files = new Set([...checkpoint.tensors.values()].map(tensor => tensor.file));
  return new Map(await Promise.all([...files].map(async file => [file, await identityOf(file)] as const)));
}

async function identityOf(file: string): Promise<string> {
  try {
    const { size, mtimeMs, ino } = await stat(file);
    return `${size} ${mtimeMs} ${ino}`;
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
