import { setImmediate } from "node:timers/promises";
import { Cancelled, Problem } from "../../protocol/problem";
import type { Token } from "../../protocol/tokens";
import { findNotFinite } from "../checkpoints/safetensors";
import type { KeyValueCache } from "../model/keyValueCache";
import { STEP, type LoadedModel } from "../model/loadedModel";
import { maskFeed } from "../model/parts/masks";
import { integers } from "../model/positions/position";

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

  /** Ends the pass after the step under way. */
  stop(): void {
    this.#abort.abort();
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
    const steps = (config.layers + 1) * Math.ceil(this.ids.length / STEP);
    let done = 0;
    for (let layer = -1; layer < config.layers; layer++) {
      for (let from = 0; from < this.ids.length; from += STEP) {
        await setImmediate();
        Cancelled.check(this.#abort.signal);
        const to = Math.min(from + STEP, this.ids.length);
        const started = performance.now();
        const rows = layer < 0 ? await this.#embed(from, to) : await this.#block(layer, from, to);
        // Tiles and glances that are answered between the steps do not count.
        milliseconds += performance.now() - started;
        await this.#checkFinite(rows, layer);
        this.stream[layer + 1]?.set(rows, from * config.dModel);
        this.input.onStep?.(++done / steps);
      }
      if (layer >= 0) this.#layers[layer]?.resolve();
    }
    return { milliseconds };
  }

  async #embed(from: number, to: number): Promise<Float32Array> {
    const { position } = this.model.open.recipe;
    const feeds = { ids: integers(this.ids.slice(from, to)), ...position.feeds({ at: this.positions.slice(from, to), longest: this.longest }) };
    return (await this.model.run({ kind: "embed" }, ["stream"], feeds))["stream"] as Float32Array;
  }

  async #block(layer: number, from: number, to: number): Promise<Float32Array> {
    const { config, mask, position } = this.model.open.recipe;
    const { headMask, receive } = this.input;
    const taps = (this.input.taps ?? []).filter(tap => tap.startsWith(`blocks.${layer}.`));
    const outputs = await this.model.run(
      { kind: "block", layer, ...(headMask && { headMask: true }), ...(taps.length > 0 && { taps }) },
      ["next", `new.${layer}.k`, `new.${layer}.v`, ...taps],
      {
        stream: { data: (this.stream[layer] as Float32Array).subarray(from * config.dModel, to * config.dModel), shape: [to - from, config.dModel] },
        mask: maskFeed(mask, { from, to }, { from: 0, to }, this.padding ?? undefined),
        ...position.feeds({ at: this.positions.slice(from, to), longest: this.longest }),
        ...this.cache.feedsOf(layer, from),
        ...(headMask && { head_mask: { data: Float32Array.from(headMask.flat()), shape: [config.layers, config.heads] } }),
      },
    );
    this.cache.write(layer, from, outputs);
    for (const tap of taps) receive?.(tap, from, outputs[tap] as Float32Array);
    return outputs["next"] as Float32Array;
  }

  /** NaN or infinity in the stream would draw a wrong picture: say where it comes from instead. */
  async #checkFinite(rows: Float32Array, layer: number): Promise<void> {
    // A sum is finite only if every term is (float64 cannot overflow on float32 terms of this number).
    let sum = 0;
    // By index: an iterator over a million numbers costs more than a block.
    for (let i = 0; i < rows.length; i++) sum += rows[i] as number;
    if (Number.isFinite(sum)) return;
    const { checkpoint } = this.model.open;
    const found = await findNotFinite(checkpoint.tensors.values());
    if (found) {
      throw new Problem("weights-not-finite", `The tensor ${found.tensor} of ${checkpoint.name} holds a number that is not finite (element ${found.index}).`, {
        remedy: "Download or save the checkpoint again.",
      });
    }
    throw new Problem("weights-not-finite", `The residual stream of ${checkpoint.name} overflows ${layer < 0 ? "in the embedding" : `in layer ${layer}`}.`, {
      remedy: "Check that the checkpoint's weights and config.json belong together.",
    });
  }
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
