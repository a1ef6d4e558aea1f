import type { KeyValueCache } from "../model/keyValueCache";
import type { Position } from "../model/positions/position";

/** The keys of the sinks, the first tokens that a window keeps, turned on as it moves: they stand before it, as if nothing were between (Xiao et al. 2024). */
export class TurnedSinks {
  /** Keys where they stand at first, by layer. */
  #keys: readonly Float32Array[] | null = null;
  /** How far they are turned on now, in tokens. */
  #by = 0;

  constructor(
    private readonly sinks: number,
    private readonly position: Pick<Position, "turnOn">,
    private readonly dHead: number,
  ) {}

  /** Turns the keys in the cache on to where a query finds them before which `by` tokens have left. */
  turn(cache: KeyValueCache, by: number): void {
    const { turnOn } = this.position;
    if (this.sinks === 0 || !turnOn || by === this.#by || cache.length < this.sinks) return;
    this.#keys ??= Array.from({ length: cache.layers }, (_, layer) => (cache.keys(layer, this.sinks).data as Float32Array).slice());
    this.#by = by;
    for (const [layer, keys] of this.#keys.entries()) cache.replaceKeys(layer, 0, by === 0 ? keys : turnOn(keys, this.dHead, by));
  }

  clear(): void {
    this.#keys = null;
    this.#by = 0;
  }
}
