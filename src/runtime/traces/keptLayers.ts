import type { KeyValueCache } from "../model/keyValueCache";

/**
 * Which layers' keys and values a run holds: all of them where there is room, else those that were used last. The others are made again
 * when somebody looks at them.
 */
export class KeptLayers {
  /** The last used at the end; null where all are held. */
  readonly #held: Set<number> | null;
  readonly #room: number;
  readonly #restoring = new Map<number, Promise<void>>();
  /** How many are looking at a layer: it stays. */
  readonly #lookers = new Map<number, number>();

  /** The cache is made ready for a run of so many tokens that may keep so many bytes; `again` writes a layer's rows once more. */
  constructor(
    private readonly cache: KeyValueCache,
    tokens: number,
    bytes: number,
    private readonly again: (layer: number) => Promise<void>,
  ) {
    this.#room = Math.max(1, Math.floor(bytes / cache.bytesOfLayer(tokens)));
    this.#held = this.#room < cache.layers ? new Set() : null;
    if (this.#held) for (let layer = 0; layer < cache.layers; layer++) cache.drop(layer);
    cache.extend(tokens);
  }

  /** Makes room for a layer that the pass is about to write. */
  begin(layer: number): void {
    if (!this.#held) return;
    this.#leave(this.#room - 1);
    this.cache.restore(layer);
  }

  /** A layer was written or looked at; those that were not for longest give way. */
  use(layer: number): void {
    if (!this.#held) return;
    this.#held.delete(layer);
    this.#held.add(layer);
    this.#leave(this.#room);
  }

  /** Resolves when a layer that was written once is in the cache, where it stays until the function that this gives is called. */
  async hold(layer: number): Promise<() => void> {
    const count = (change: number): void => void this.#lookers.set(layer, (this.#lookers.get(layer) ?? 0) + change);
    count(1);
    try {
      await this.#get(layer);
    } catch (error) {
      count(-1);
      throw error;
    }
    return () => {
      count(-1);
      this.#leave(this.#room);
    };
  }

  async #get(layer: number): Promise<void> {
    while (this.#restoring.has(layer) || !this.cache.holds(layer)) {
      const restoring = this.#restoring.get(layer) ?? this.#restore(layer);
      this.#restoring.set(layer, restoring);
      await restoring;
    }
    this.use(layer);
  }

  /** Gives all but so many layers back, and those that somebody looks at. */
  #leave(count: number): void {
    if (!this.#held) return;
    for (const oldest of this.#held) {
      if (this.#held.size <= count) break;
      if ((this.#lookers.get(oldest) ?? 0) > 0) continue;
      this.#held.delete(oldest);
      this.cache.drop(oldest);
    }
  }

  async #restore(layer: number): Promise<void> {
    this.begin(layer);
    try {
      await this.again(layer);
    } catch (error) {
      this.cache.drop(layer);
      throw error;
    } finally {
      this.#restoring.delete(layer);
    }
  }
}
