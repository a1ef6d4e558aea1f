import { cacheNames } from "../model/cacheRows";
import { memoryFeeds, type LoadedModel, type Memory } from "../model/loadedModel";
import { type Feed, integers } from "../model/positions/position";
import type { DeviceFeeds, DeviceTensor } from "../session";
import type { KeptRows, StackPass } from "./keptRows";

/** What lies on the device: apart from who holds it, so that it can be given back when that is forgotten. */
type Tensors = Map<string, DeviceTensor>;

const forgotten = new FinalizationRegistry<Tensors>(disposeOf);

/**
 * Rows that stay on the device: each run joins the new ones to them there, so that neither these nor those travel; and what is read of an encoder is brought there
 * once. The device's memory is given back when they are cleared, when they are forgotten, and with the model.
 */
export class DeviceRows implements KeptRows {
  /** `past.L.k` and `.v`, none while there are no rows. */
  readonly #tensors: Tensors = new Map();
  /** `memory.L.k` and `.v`, once they were needed. */
  readonly #memory: Tensors = new Map();
  #length = 0;

  constructor(
    private readonly model: LoadedModel,
    private readonly memory?: Memory,
  ) {
    for (const tensors of [this.#tensors, this.#memory]) forgotten.register(this, tensors);
  }

  get bytes(): number {
    const { layers, kvHeads, dHead } = this.model.open.recipe.config;
    return 2 * layers * this.#length * kvHeads * dHead * Float32Array.BYTES_PER_ELEMENT;
  }

  makeRoom(): void {
    // Every run makes room of its own.
  }

  async run({ feeds, taps, queries, added }: StackPass): Promise<Record<string, Float32Array>> {
    // All outputs are computed, the logits too: of some token they have to be.
    const rows = feeds["rows"]?.shape[0] === 0 ? { rows: integers([queries - 1]) } : {};
    const { numbers, kept } = await this.model.runKeeping({ kind: "forward", keeps: true, ...(taps.length > 0 && { taps }) }, { ...feeds, ...rows, ...(await this.#remembered(queries)), ...this.#past() });
    if (added === 0) {
      for (const tensor of Object.values(kept)) tensor.dispose();
      return numbers;
    }
    this.#take(kept, this.#length + queries);
    if (added < queries) await this.keep(numbersTo(this.#length - queries + added));
    return numbers;
  }

  async keep(rows: readonly number[]): Promise<void> {
    if (rows.length === 0) return this.clear();
    const { kept } = await this.model.runKeeping({ kind: "cache rows", keeps: true }, { ...this.#past(), rows: integers(rows) });
    this.#take(kept, rows.length);
  }

  clear(): void {
    disposeOf(this.#tensors);
    disposeOf(this.#memory);
    this.#length = 0;
  }

  async read(layer: number): ReturnType<KeptRows["read"]> {
    const { numbers } = await this.model.runKeeping({ kind: "cache rows", keeps: false }, { ...this.#past(), rows: integers(numbersTo(this.#length)) });
    return { keys: numbers[`present.${layer}.k`] as Float32Array, values: numbers[`present.${layer}.v`] as Float32Array };
  }

  /** What cross-attention reads in a pass of so many tokens. */
  async #remembered(queries: number): Promise<DeviceFeeds> {
    if (!this.memory) return {};
    const { cache } = this.memory;
    const feeds = memoryFeeds(this.memory, queries);
    if (this.#memory.size === 0) {
      // Taking all of its rows is what brings it there.
      const past = Object.fromEntries(cacheNames(cache.layers, "past").map(name => [name, feeds[name.replace("past", "memory")] as Feed]));
      const { kept } = await this.model.runKeeping({ kind: "cache rows", keeps: true }, { ...past, rows: integers(numbersTo(cache.length)) });
      for (const [name, tensor] of Object.entries(kept)) this.#memory.set(name.replace("present", "memory"), tensor);
    }
    return { ...feeds, ...Object.fromEntries(this.#memory) };
  }

  #past(): DeviceFeeds {
    const { layers, kvHeads, dHead } = this.model.open.recipe.config;
    const empty = { data: new Float32Array(0), shape: [0, kvHeads, dHead] };
    return Object.fromEntries(cacheNames(layers, "past").map(name => [name, this.#tensors.get(name) ?? empty]));
  }

  #take(kept: Readonly<Record<string, DeviceTensor>>, length: number): void {
    disposeOf(this.#tensors);
    for (const [name, tensor] of Object.entries(kept)) this.#tensors.set(name.replace("present", "past"), tensor);
    this.#length = length;
  }
}

const numbersTo = (end: number): number[] => Array.from({ length: end }, (_, number) => number);

function disposeOf(tensors: Tensors): void {
  for (const tensor of tensors.values()) tensor.dispose();
  tensors.clear();
}
