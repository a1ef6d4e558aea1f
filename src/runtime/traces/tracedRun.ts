import { setImmediate, setTimeout } from "node:timers/promises";
import { Cancelled, Problem } from "../../protocol/problem";
import type { Token } from "../../protocol/tokens";
import type { Sentences } from "../tokens/sentences";
import { findNotFinite } from "../checkpoints/safetensors";
import type { KeyValueCache } from "../model/keyValueCache";
import type { Recipe } from "../model/recipe";
import { type GraphWanted, memoryFeeds, STEP, type LoadedModel, type Memory, type StackName } from "../model/loadedModel";
import { maskFeed, stepEnd, type Mask } from "../model/parts/masks";
import type { LayerRange } from "../model/forward";
import { integers, type Feed, type Feeds } from "../model/positions/position";
import { KeptLayers } from "./keptLayers";
import { stagesOf } from "./stages";

export interface TraceInput {
  readonly ids: readonly number[];
  /** The tokens' texts, for views; empty where ids came alone. */
  readonly tokens?: readonly Token[];
  /** Which tokens are of which sentence, for views. */
  readonly sentences?: Sentences;
  /** Position of each token; 0, 1, 2 … where absent. */
  readonly positions?: readonly number[];
  /** One more than the greatest position, those of a batch included; worked out where absent. */
  readonly longest?: number;
  /** 1 for real tokens, 0 for padding. */
  readonly padding?: readonly number[];
  /** Which of several texts each token is from (BERT's first and second); all from the first where absent. */
  readonly segments?: readonly number[];
  /** [layer, head] factors on the patterns. */
  readonly headMask?: readonly (readonly number[])[];
  /** The same for cross-attention. */
  readonly crossHeadMask?: readonly (readonly number[])[];
  /** Which stack runs: the model's own, or the encoder that it reads. */
  readonly stack?: StackName;
  /** What the stack reads of the encoder. */
  readonly memory?: Memory;
  /** Which keys a query may see, where it is not as the model was trained: a prefix. */
  readonly mask?: Mask;
  /** Taps of the blocks for `receive`: rows `from` … of a tap, step by step. */
  readonly taps?: readonly string[];
  readonly receive?: (tap: string, from: number, data: Float32Array) => void;
  /** When the first layer is ready, wait this long for a view to ask for its first picture before the next, longer, stage; 0 where absent. */
  readonly firstLookMs?: number;
  /** Bytes of keys and values that are kept beside the stream; what {@link KEPT} leaves for them where absent. */
  readonly keptCache?: number;
  /** Called after each step with how much of all work is done, 0…1. */
  readonly onStep?: (fraction: number) => void;
}

/** What a run may keep, in bytes. The stream comes first; where keys and values find no room beside it, those of layers that nobody looks at go, and are made again. */
const KEPT = 1.5 * 2 ** 30;
/** Numbers of a step's patterns [head query key] at most: long texts go in smaller steps. */
const STEP_CELLS = 1 << 23;

/**
 * A pass of the model, layer by layer, that keeps token ids, the residual stream at each layer, and keys and values: all
 * that patterns, norms and lenses are recomputed from. It grows linearly with length, and a layer can be looked at while
 * later ones still run.
 */
export class TracedRun {
  readonly ids: readonly number[];
  readonly tokens: readonly Token[];
  readonly sentences: Sentences | null;
  readonly positions: readonly number[];
  readonly longest: number;
  readonly padding: readonly number[] | null;
  readonly stack: StackName;
  readonly recipe: Recipe;
  /** The mask that runs. */
  readonly mask: Mask;
  readonly memory: Memory | null;
  /** The residual stream before each layer and after the last: layers + 1 arrays [token d_model]; filled as the pass goes on. */
  readonly stream: readonly Float32Array[];
  readonly cache: KeyValueCache;
  /** Settles when the whole pass is done, with the time that its steps took. */
  readonly finished: Promise<{ readonly milliseconds: number }>;
  readonly #layers: readonly Deferred[];
  readonly #looks = new Set<Promise<unknown>>();
  readonly #kept: KeptLayers;
  readonly #asked = deferred();
  readonly #abort = new AbortController();

  /** Starts the pass at once. Throws a Problem when there is nothing to run or an id is none of the model's. */
  constructor(
    readonly model: LoadedModel,
    private readonly input: TraceInput,
  ) {
    this.stack = input.stack ?? "main";
    this.recipe = model.recipeOf(this.stack);
    this.mask = input.mask ?? this.recipe.mask;
    this.memory = input.memory ?? null;
    const { config } = this.recipe;
    if (this.recipe.cross && !this.memory) throw new Error("a stack that reads an encoder needs its memory");
    if (input.ids.length === 0) throw new Problem("text-empty", "There is nothing to run: the text has no tokens.", { remedy: "Select some text." });
    model.checkIds(input.ids);
    this.ids = input.ids;
    this.tokens = input.tokens ?? [];
    this.sentences = input.sentences ?? null;
    this.positions = input.positions ?? input.ids.map((_, i) => i);
    this.longest = input.longest ?? this.positions.reduce((most, position) => Math.max(most, position + 1), 0);
    this.padding = input.padding ?? null;
    this.stream = Array.from({ length: config.layers + 1 }, () => new Float32Array(input.ids.length * config.dModel));
    this.cache = model.newCache(this.stack);
    this.#kept = new KeptLayers(this.cache, input.ids.length, input.keptCache ?? KEPT - this.bytes, layer => this.#cacheAgain(layer));
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

  /** Resolves when this layer's keys and values are in the cache, where they stay until the function that this gives is called. */
  async hold(layer: number): Promise<() => void> {
    await this.ready(layer);
    return this.#kept.hold(layer);
  }

  /** What the position scheme feeds for these queries over these keys. */
  placing(queries: LayerRange, keys: LayerRange): Feeds {
    return this.recipe.position.feeds({ at: this.positions.slice(queries.from, queries.to), keys: this.positions.slice(keys.from, keys.to), longest: this.longest });
  }

  /** The head mask that ran, as a graph takes it; null without one. */
  get headMask(): Feed | null {
    return this.input.headMask ? this.#factors(this.input.headMask) : null;
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

  /**
   * The stream after the last norm [token d_model] and logits [row, vocab] (classifiers: [row, label]) at these rows, and the
   * scores [choice] of the tokens at `choices` where the model has such a head. A stack without a head has no logits: [].
   */
  async unembed(rows: readonly number[], choices: readonly number[] = []): Promise<{ final: Float32Array; logits: Float32Array; choice: Float32Array }> {
    await this.finished;
    const { config, head } = this.recipe;
    const feeds = {
      stream: { data: this.stream[config.layers] as Float32Array, shape: [this.ids.length, config.dModel] },
      ...(head && { rows: integers(rows) }),
      ...(head?.choice && { choices: integers(choices) }),
    };
    const fetch = ["final", ...(head ? ["logits"] : []), ...(head?.choice ? ["choice"] : [])];
    const { final, logits, choice } = await this.model.run({ stack: this.stack, kind: "unembed" }, fetch, feeds);
    return { final: final as Float32Array, logits: logits ?? new Float32Array(0), choice: choice ?? new Float32Array(0) };
  }

  async #run(): Promise<{ milliseconds: number }> {
    let milliseconds = 0;
    const { config } = this.recipe;
    let done = 0;
    const step = Math.max(1, Math.min(STEP, Math.floor(STEP_CELLS / (config.heads * this.ids.length))));
    for (const layers of [EMBEDDING, ...stagesOf(config, this.ids.length)]) {
      if (layers !== EMBEDDING) for (let layer = layers.from; layer < layers.to; layer++) this.#kept.begin(layer);
      for (let from = 0, to = 0; from < this.ids.length; from = to) {
        await this.#looksDone();
        Cancelled.check(this.#abort.signal);
        to = stepEnd(this.mask, from, this.ids.length, step);
        const started = performance.now();
        if (layers === EMBEDDING) await this.#embed(from, to);
        else await this.#blocks(layers, from, to);
        // Tiles and glances that are answered between the steps do not count.
        milliseconds += performance.now() - started;
        await this.#checkFinite(layers, from, to);
        done += (layers.to - layers.from) * (to - from);
        this.input.onStep?.(done / ((config.layers + 1) * this.ids.length));
      }
      // What a graph works in grows with the text, and each would keep its own.
      if (layers !== EMBEDDING && step < STEP) await this.model.release(this.#graph(layers));
      for (let layer = layers.from; layer < layers.to; layer++) {
        if (layers !== EMBEDDING) this.#kept.use(layer);
        this.#layers[layer]?.resolve();
      }
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

  #factors(rows: readonly (readonly number[])[] | undefined): Feed {
    const { layers, heads } = this.recipe.config;
    return { data: rows ? Float32Array.from(rows.flat()) : new Float32Array(layers * heads).fill(1), shape: [layers, heads] };
  }

  /** In front of the stack's taps. */
  get #scope(): string {
    return this.recipe.scope === "" ? "" : `${this.recipe.scope}.`;
  }

  async #embed(from: number, to: number): Promise<void> {
    const { embedding } = this.recipe;
    const feeds = {
      ids: integers(this.ids.slice(from, to)),
      ...(embedding.segments > 0 && { segments: integers(this.ids.slice(from, to).map((_, i) => this.input.segments?.[from + i] ?? 0)) }),
      ...this.placing({ from, to }, { from: 0, to }),
    };
    const { stream } = await this.model.run({ stack: this.stack, kind: "embed" }, ["stream"], feeds);
    this.#keep(0, from, stream as Float32Array);
  }

  get #masksHeads(): boolean {
    return this.input.headMask !== undefined || this.input.crossHeadMask !== undefined;
  }

  #tapsIn(layers: LayerRange): string[] {
    return (this.input.taps ?? []).filter(tap => numbersIn(layers).some(layer => tap.startsWith(`${this.#scope}blocks.${layer}.`)));
  }

  #graph(layers: LayerRange): GraphWanted {
    const taps = this.#tapsIn(layers);
    return { stack: this.stack, kind: "blocks", layers, ...(this.#masksHeads && { headMask: true }), ...(taps.length > 0 && { taps }) };
  }

  async #blocks(layers: LayerRange, from: number, to: number): Promise<void> {
    const { config } = this.recipe;
    const { headMask, crossHeadMask, receive } = this.input;
    const numbers = numbersIn(layers);
    const taps = this.#tapsIn(layers);
    const outputs = await this.model.run(
      this.#graph(layers),
      [...numbers.flatMap(layer => [`next.${layer}`, `new.${layer}.k`, `new.${layer}.v`]), ...taps],
      {
        stream: { data: (this.stream[layers.from] as Float32Array).subarray(from * config.dModel, to * config.dModel), shape: [to - from, config.dModel] },
        mask: maskFeed(this.mask, { from, to }, { from: 0, to }, this.padding ?? undefined),
        ...this.placing({ from, to }, { from: 0, to }),
        ...(this.memory && memoryFeeds(this.memory, to - from, numbers)),
        ...(Object.assign({}, ...numbers.map(layer => this.cache.feedsOf(layer, from))) as Feeds),
        ...(this.#masksHeads && { head_mask: this.#factors(headMask) }),
        ...(this.#masksHeads && this.memory && { "head_mask.cross": this.#factors(crossHeadMask) }),
      },
    );
    for (const layer of numbers) {
      this.cache.write(layer, from, outputs);
      this.#keep(layer + 1, from, outputs[`next.${layer}`] as Float32Array);
    }
    for (const tap of taps) receive?.(tap, from, outputs[tap] as Float32Array);
  }

  /** Makes a layer's keys and values again from the stream. */
  async #cacheAgain(layer: number): Promise<void> {
    const { dModel } = this.recipe.config;
    for (let from = 0; from < this.ids.length; from += STEP) {
      await setImmediate();
      const to = Math.min(from + STEP, this.ids.length);
      const stream = { data: (this.stream[layer] as Float32Array).subarray(from * dModel, to * dModel), shape: [to - from, dModel] };
      const graph = { stack: this.stack, kind: "keys and values", layer } as const;
      this.cache.write(layer, from, await this.model.run(graph, [`new.${layer}.k`, `new.${layer}.v`], { stream, ...this.placing({ from, to }, { from, to }) }));
    }
  }

  /** Keeps the stream's rows before a layer, from token `from` on. */
  #keep(layer: number, from: number, rows: Float32Array): void {
    this.stream[layer]?.set(rows, from * this.recipe.config.dModel);
  }

  /** NaN or infinity in the stream would draw a wrong picture: say where it comes from instead. */
  async #checkFinite(layers: LayerRange, from: number, to: number): Promise<void> {
    const { dModel } = this.recipe.config;
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

const numbersIn = ({ from, to }: LayerRange): number[] => Array.from({ length: to - from }, (_, i) => from + i);
