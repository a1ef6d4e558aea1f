import { setImmediate, setTimeout } from "node:timers/promises";
import { Cancelled, Problem } from "../../protocol/problem";
import type { Token } from "../../protocol/tokens";
import { findNotFinite } from "../checkpoints/safetensors";
import type { KeyValueCache } from "../model/keyValueCache";
import { STEP, type LoadedModel } from "../model/loadedModel";
import { maskFeed } from "../model/parts/masks";
import type { LayerRange } from "../model/forward";
import { integers, type Feeds } from "../model/positions/position";
import { stagesOf } from "./stages";

export interface TraceInput {
  readonly ids: readonly number[];
  /** The tokens' texts, for views; empty where ids came alone. */
  readonly tokens?: readonly Token[];
  /** Position of each token; 0, 1, 2 … where absent. */
  readonly positions?: readonly number[];
  /** One more than the greatest position, those of a batch included; worked out where absent. */
  readonly longest?: number;
  /** 1 for real tokens, 0 for padding. */
  readonly padding?: readonly number[];
  /** [layer, head] factors on the patterns. */
  readonly headMask?: readonly (readonly number[])[];
  /** Taps of the blocks for `receive`: rows `from` … of a tap, step by step. */
  readonly taps?: readonly string[];
  readonly receive?: (tap: string, from: number, data: Float32Array) => void;
  /** When the first layer is ready, wait this long for a view to ask for its first picture before the next, longer, stage; 0 where absent. */
  readonly firstLookMs?: number;
  /** Called after each step with how much of all work is done, 0…1. */
  readonly onStep?: (fraction: number) => void;
}

/**
 * A pass of the model, layer by layer, that keeps token ids, the residual stream at each layer, and keys and values: all
 * that patterns, norms and lenses are recomputed from. It grows linearly with length, and a layer can be looked at while
 * later ones still run.
 */
export class TracedRun {
  readonly ids: readonly number[];
  readonly tokens: readonly Token[];
  readonly positions: readonly number[];
  readonly longest: number;
  readonly padding: readonly number[] | null;
  /** The residual stream before each layer and after the last: layers + 1 arrays [token d_model]; filled as the pass goes on. */
  readonly stream: readonly Float32Array[];
  readonly cache: KeyValueCache;
  /** Settles when the whole pass is done, with the time that its steps took. */
  readonly finished: Promise<{ readonly milliseconds: number }>;
  readonly #layers: readonly Deferred[];
  readonly #looks = new Set<Promise<unknown>>();
  readonly #asked = deferred();
  readonly #abort = new AbortController();

  /** Starts the pass at once. Throws a Problem when there is nothing to run or an id is none of the model's. */
  constructor(
    readonly model: LoadedModel,
    private readonly input: TraceInput,
  ) {
    const { config } = model.open.recipe;
    if (input.ids.length === 0) throw new Problem("text-empty", "There is nothing to run: the text has no tokens.", { remedy: "Select some text." });
    model.checkIds(input.ids);
    this.ids = input.ids;
    this.tokens = input.tokens ?? [];
    this.positions = input.positions ?? input.ids.map((_, i) => i);
    this.longest = input.longest ?? this.positions.reduce((most, position) => Math.max(most, position + 1), 0);
    this.padding = input.padding ?? null;
    this.stream = Array.from({ length: config.layers + 1 }, () => new Float32Array(input.ids.length * config.dModel));
    this.cache = model.newCache();
    this.cache.extend(input.ids.length);
    this.#layers = Array.from({ length: config.layers }, deferred);
    this.finished = this.#run();
    // Whoever waits for a layer or for the end is told; nobody has to.
    this.finished.catch((error: unknown) => {
      const why = error instanceof Cancelled ? new Problem("run-gone", "The run was stopped before it reached this layer.", { remedy: "Run again." }) : error;
      this.#layers.forEach(layer => layer.reject(why));
    });
  }

  /** Resolves when this layer's input and its keys and values are there; rejects when the pass failed or was stopped. */
  ready(layer: number): Promise<void> {
    return (this.#layers[layer] as Deferred).promise;
  }

  /** Does `work` for a view once the layer is ready; the pass goes on when it is done. */
  async look<T>(layer: number, work: () => Promise<T>): Promise<T> {
    await this.ready(layer);
    const looking = work();
    this.#looks.add(looking);
    try {
      return await looking;
    } finally {
      this.#looks.delete(looking);
    }
  }

  /** A view has asked for a picture: the pass need not wait for the first one any more. */
  noteAsked(): void {
    this.#asked.resolve();
  }

  /** Ends the pass after the step under way. */
  stop(): void {
    this.#abort.abort();
    this.#asked.resolve();
  }

  /** Bytes that the run keeps. */
  get bytes(): number {
    return this.cache.bytes + this.stream.reduce((sum, layer) => sum + layer.byteLength, 0);
  }

  /** The stream after the last norm [token d_model] and logits [row, vocab] (classifiers: [row, label]) at these rows. */
  async unembed(rows: readonly number[]): Promise<{ final: Float32Array; logits: Float32Array }> {
    await this.finished;
    const { config } = this.model.open.recipe;
    const stream = { data: this.stream[config.layers] as Float32Array, shape: [this.ids.length, config.dModel] };
    const { final, logits } = await this.model.run({ kind: "unembed" }, ["final", "logits"], { stream, rows: integers(rows) });
    return { final: final as Float32Array, logits: logits as Float32Array };
  }

  async #run(): Promise<{ milliseconds: number }> {
    let milliseconds = 0;
    const { config } = this.model.open.recipe;
    let done = 0;
    for (const layers of [EMBEDDING, ...stagesOf(config, this.ids.length)]) {
      for (let from = 0; from < this.ids.length; from += STEP) {
        await this.#looksDone();
        Cancelled.check(this.#abort.signal);
        const to = Math.min(from + STEP, this.ids.length);
        const started = performance.now();
        if (layers === EMBEDDING) await this.#embed(from, to);
        else await this.#blocks(layers, from, to);
        // Tiles and glances that are answered between the steps do not count.
        milliseconds += performance.now() - started;
        await this.#checkFinite(layers, from, to);
        done += (layers.to - layers.from) * (to - from);
        this.input.onStep?.(done / ((config.layers + 1) * this.ids.length));
      }
      for (let layer = layers.from; layer < layers.to; layer++) this.#layers[layer]?.resolve();
      if (layers.from === 0) await Promise.race([this.#asked.promise, setTimeout(this.input.firstLookMs ?? 0)]);
    }
    return { milliseconds };
  }

  /** A person waits for what a view asks; nobody waits for this step. */
  async #looksDone(): Promise<void> {
    do {
      await Promise.allSettled(this.#looks);
      await setImmediate();
    } while (this.#looks.size > 0);
  }

  async #embed(from: number, to: number): Promise<void> {
    const { position } = this.model.open.recipe;
    const feeds = { ids: integers(this.ids.slice(from, to)), ...position.feeds({ at: this.positions.slice(from, to), longest: this.longest }) };
    const { stream } = await this.model.run({ kind: "embed" }, ["stream"], feeds);
    this.#keep(0, from, stream as Float32Array);
  }

  async #blocks(layers: LayerRange, from: number, to: number): Promise<void> {
    const { config, mask, position } = this.model.open.recipe;
    const { headMask, receive } = this.input;
    const numbers = Array.from({ length: layers.to - layers.from }, (_, i) => layers.from + i);
    const taps = (this.input.taps ?? []).filter(tap => numbers.some(layer => tap.startsWith(`blocks.${layer}.`)));
    const outputs = await this.model.run(
      { kind: "blocks", layers, ...(headMask && { headMask: true }), ...(taps.length > 0 && { taps }) },
      [...numbers.flatMap(layer => [`next.${layer}`, `new.${layer}.k`, `new.${layer}.v`]), ...taps],
      {
        stream: { data: (this.stream[layers.from] as Float32Array).subarray(from * config.dModel, to * config.dModel), shape: [to - from, config.dModel] },
        mask: maskFeed(mask, { from, to }, { from: 0, to }, this.padding ?? undefined),
        ...position.feeds({ at: this.positions.slice(from, to), longest: this.longest }),
        ...(Object.assign({}, ...numbers.map(layer => this.cache.feedsOf(layer, from))) as Feeds),
        ...(headMask && { head_mask: { data: Float32Array.from(headMask.flat()), shape: [config.layers, config.heads] } }),
      },
    );
    for (const layer of numbers) {
      this.cache.write(layer, from, outputs);
      this.#keep(layer + 1, from, outputs[`next.${layer}`] as Float32Array);
    }
    for (const tap of taps) receive?.(tap, from, outputs[tap] as Float32Array);
  }

  /** Keeps the stream's rows before a layer, from token `from` on. */
  #keep(layer: number, from: number, rows: Float32Array): void {
    this.stream[layer]?.set(rows, from * this.model.open.recipe.config.dModel);
  }

  /** NaN or infinity in the stream would draw a wrong picture: say where it comes from instead. */
  async #checkFinite(layers: LayerRange, from: number, to: number): Promise<void> {
    const { dModel } = this.model.open.recipe.config;
    // What is not finite stays so through the layers behind it: the last one's stream tells.
    const broken = (layer: number): boolean => !isFinite((this.stream[layer] as Float32Array).subarray(from * dModel, to * dModel));
    if (!broken(layers.to)) return;
    const { checkpoint } = this.model.open;
    const found = await findNotFinite(checkpoint.tensors.values());
    if (found) {
      throw new Problem("weights-not-finite", `The tensor ${found.tensor} of ${checkpoint.name} holds a number that is not finite (element ${found.index}).`, {
        remedy: "Download or save the checkpoint again.",
      });
    }
    let layer = layers.from;
    while (!broken(layer + 1) && layer < layers.to - 1) layer++;
    throw new Problem("weights-not-finite", `The residual stream of ${checkpoint.name} overflows ${layer < 0 ? "in the embedding" : `in layer ${layer}`}.`, {
      remedy: "Check that the checkpoint's weights and config.json belong together.",
    });
  }
}

/** Stands for what comes before layer 0. */
const EMBEDDING: LayerRange = { from: -1, to: 0 };

/** A sum is finite only if every term is (float64 cannot overflow on float32 terms of this number). */
function isFinite(rows: Float32Array): boolean {
  let sum = 0;
  // By index: an iterator over a million numbers costs more than a block.
  for (let i = 0; i < rows.length; i++) sum += rows[i] as number;
  return Number.isFinite(sum);
}

interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

function deferred(): Deferred {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // A layer that nobody waits for may fail unseen: the run's end tells it.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
