import type { KeyValueCache } from "../model/keyValueCache";

/** Layers whose keys and values are held at least, so that two views beside each other do not take turns. */
const FEWEST_HELD = 2;

/**
 * Which layers' keys and values a run holds: all of them where there is room, else those that were used last. The others are made again
 * when somebody looks at them.
 */
export class KeptLayers {
  /** The last used at the end; null where all are held. */
  readonly #held: Set<number> | null;
  readonly #room: number;
  readonly #restoring = new Map<number, Promise<void>>();

  /** The cache is made ready for a run of so many tokens that may keep so many bytes; `again` writes a layer's rows once more. */
  constructor(
    private readonly cache: KeyValueCache,
    tokens: number,
    bytes: number,
    private readonly again: (layer: number) => Promise<void>,
  ) {
    this.#room = Math.floor(bytes / cache.bytesOfLayer(tokens));
    this.#held = this.#room < cache.layers ? new Set() : null;
    if (this.#held) for (let layer = 0; layer < cache.layers; layer++) cache.drop(layer);
    cache.extend(tokens);
  }

  /** Makes room for a layer that the pass is about to write. */
  begin(layer: number): void {
    if (this.#held) this.cache.restore(layer);
  }

  /** A layer was written or looked at; those that were not for longest give way. */
  use(layer: number): void {
    if (!this.#held) return;
    this.#held.delete(layer);
    this.#held.add(layer);
    for (const oldest of this.#held) {
      if (this.#held.size <= Math.max(FEWEST_HELD, this.#room)) break;
      this.#held.delete(oldest);
      this.cache.drop(oldest);
    }
  }

  /** Resolves when a layer that was written once is in the cache, where it is until the caller next waits for anything. */
  async get(layer: number): Promise<void> {
    while (this.#restoring.has(layer) || !this.cache.holds(layer)) {
      const restoring = this.#restoring.get(layer) ?? this.#restore(layer);
      this.#restoring.set(layer, restoring);
      await restoring;
    }
    this.use(layer);
  }

  async #restore(layer: number): Promise<void> {
    this.cache.restore(layer);
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
