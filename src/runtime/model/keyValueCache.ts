import type { Feed, Feeds } from "./positions/position";

/**
 * Keys and values of the tokens so far, owned by the caller of the graph: per layer one growing buffer
 * [token kv_head d_head] each, so that a step hands the graph a view and appends only its new rows.
 */
export class KeyValueCache {
  #length = 0;
  #capacity = 0;
  readonly #keys: Float32Array[];
  readonly #values: Float32Array[];

  constructor(
    readonly layers: number,
    private readonly kvHeads: number,
    private readonly dHead: number,
  ) {
    this.#keys = Array.from({ length: layers }, () => new Float32Array(0));
    this.#values = Array.from({ length: layers }, () => new Float32Array(0));
  }

  /** Tokens held. */
  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return 2 * this.layers * this.#capacity * this.#width * Float32Array.BYTES_PER_ELEMENT;
  }

  /** Makes room for `tokens` in all. */
  reserve(tokens: number): void {
    if (tokens <= this.#capacity) return;
    this.#capacity = tokens;
    for (const buffers of [this.#keys, this.#values]) {
      buffers.forEach((old, layer) => {
        const grown = new Float32Array(tokens * this.#width);
        grown.set(old.subarray(0, this.#length * this.#width));
        buffers[layer] = grown;
      });
    }
  }

  /** Adds the rows that a step made: `fresh.new.L.k` and `.v`, each [count kv_head d_head]. */
  append(fresh: Readonly<Record<string, Float32Array>>, count: number): void {
    if (this.#length + count > this.#capacity) this.reserve(Math.max(this.#length + count, 2 * this.#capacity));
    for (let layer = 0; layer < this.layers; layer++) {
      for (const [name, buffers] of [["k", this.#keys], ["v", this.#values]] as const) {
        const rows = fresh[`new.${layer}.${name}`];
        if (rows?.length !== count * this.#width) throw new Error(`new.${layer}.${name} has ${rows?.length} numbers instead of ${count * this.#width}`);
        buffers[layer]?.set(rows, this.#length * this.#width);
      }
    }
    this.#length += count;
  }

  /** Forgets the tokens from `length` on. */
  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  keys(layer: number): Feed {
    return this.#view(this.#keys, layer);
  }

  values(layer: number): Feed {
    return this.#view(this.#values, layer);
  }

  /** The graph's inputs `past.L.k` and `past.L.v`: views, not copies. */
  feeds(): Feeds {
    return Object.fromEntries(
      this.#keys.flatMap((_, layer) => [
        [`past.${layer}.k`, this.keys(layer)],
        [`past.${layer}.v`, this.values(layer)],
      ]),
    );
  }

  get #width(): number {
    return this.kvHeads * this.dHead;
  }

  #view(buffers: readonly Float32Array[], layer: number): Feed {
    const data = (buffers[layer] as Float32Array).subarray(0, this.#length * this.#width);
    return { data, shape: [this.#length, this.kvHeads, this.dHead] };
  }
}
