import type { LoadedModel } from "../model/loadedModel";
import type { BranchingModel } from "./branchingModel";

/** Caches kept for texts that may be continued or branched from. */
const KEPT = 4;

interface KeptCache {
  readonly model: LoadedModel;
  readonly key: string;
  readonly cache: BranchingModel;
}

/** The caches of the last texts, so that a run that begins as an earlier one did need not compute its beginning again. */
export class TextCaches {
  #kept: KeptCache[] = [];

  /** Caches that are kept. */
  get size(): number {
    return this.#kept.length;
  }

  /** Bytes of the keys and values in them. */
  get bytes(): number {
    return this.#kept.reduce((sum, { cache }) => sum + cache.bytes, 0);
  }

  /** The cache of this model under this key, now the most recently used; made where there is none. */
  async get(model: LoadedModel, key: string, make: () => Promise<BranchingModel>): Promise<BranchingModel> {
    const known = this.#kept.find(kept => kept.model === model && kept.key === key);
    const cache = known?.cache ?? (await make());
    // Keys that were turned by the length of one run cannot serve another.
    if (model.open.recipe.position.byLength) return cache;
    this.#kept = [{ model, key, cache }, ...this.#kept.filter(kept => kept.cache !== cache)].slice(0, KEPT);
    return cache;
  }

  /** Forgets the caches of a model that is unloaded. */
  release(model: LoadedModel): void {
    this.#kept = this.#kept.filter(kept => kept.model !== model);
  }
}
