import { cacheNames } from "../model/cacheRows";
import type { KeyValueCache } from "../model/keyValueCache";
import { memoryFeeds, type LoadedModel, type Memory } from "../model/loadedModel";
import type { KeptRows, StackPass } from "./keptRows";

/** Rows in this process's memory: a run is given a view of them, and only new ones leave it. */
export class HostRows implements KeptRows {
  readonly cache: KeyValueCache;
  readonly #fresh: readonly string[];

  constructor(
    private readonly model: LoadedModel,
    private readonly memory?: Memory,
  ) {
    this.cache = model.newCache();
    this.#fresh = cacheNames(this.cache.layers, "new");
  }

  get bytes(): number {
    return this.cache.bytes;
  }

  makeRoom(count: number, spare: number): void {
    this.cache.makeRoom(count, spare);
  }

  async run({ feeds, taps, fetch, queries, added }: StackPass): Promise<Record<string, Float32Array>> {
    const outputs = await this.model.run({ stack: "main", kind: "forward", ...(taps.length > 0 && { taps }) }, [...(added > 0 ? this.#fresh : []), ...fetch], { ...feeds, ...(this.memory && memoryFeeds(this.memory, queries)), ...this.cache.feeds() });
    if (added > 0) this.cache.append(outputs, added);
    return outputs;
  }

  keep(rows: readonly number[]): Promise<void> {
    this.cache.keep(rows);
    return Promise.resolve();
  }

  clear(): void {
    this.cache.truncate(0);
  }

  read(layer: number): ReturnType<KeptRows["read"]> {
    return Promise.resolve({ keys: this.cache.keys(layer).data as Float32Array, values: this.cache.values(layer).data as Float32Array });
  }
}
