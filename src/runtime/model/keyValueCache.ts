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
  readonly #dropped = new Set<number>();

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
    return (this.layers - this.#dropped.size) * this.bytesOfLayer(this.#capacity);
  }

  /** Bytes that one layer takes for so many tokens. */
  bytesOfLayer(tokens: number): number {
    return 2 * tokens * this.#width * Float32Array.BYTES_PER_ELEMENT;
  }

  /** Whether a layer's rows are here. */
  holds(layer: number): boolean {
    return !this.#dropped.has(layer);
  }

  /** Gives the memory of a layer's rows back, until they are written again from the first to the last. */
  drop(layer: number): void {
    this.#dropped.add(layer);
    for (const buffers of [this.#keys, this.#values]) buffers[layer] = new Float32Array(0);
  }

  /** Makes room for the rows of a layer that was dropped. */
  restore(layer: number): void {
    if (!this.#dropped.delete(layer)) return;
    for (const buffers of [this.#keys, this.#values]) buffers[layer] = new Float32Array(this.#capacity * this.#width);
  }

  /** Makes room for `tokens` in all. */
  reserve(tokens: number): void {
    if (tokens <= this.#capacity) return;
    this.#capacity = tokens;
    for (const buffers of [this.#keys, this.#values]) {
      buffers.forEach((old, layer) => {
        if (!this.holds(layer)) return;
        const grown = new Float32Array(tokens * this.#width);
        grown.set(old.subarray(0, this.#length * this.#width));
        buffers[layer] = grown;
      });
    }
  }

  /**
   * Makes room for `count` tokens behind those here. Where they do not fit, for `spare` more, and for twice as many as before: all
   * that is here is copied then, which must not happen every few tokens.
   */
  makeRoom(count: number, spare = 0): void {
    const needed = this.#length + count;
    if (needed > this.#capacity) this.reserve(Math.max(needed + spare, 2 * this.#capacity));
  }

  /** Adds the first `count` rows that a step over the whole model made: `fresh.new.L.k` and `.v`, each [query kv_head d_head]. */
  append(fresh: Readonly<Record<string, Float32Array>>, count: number): void {
    this.makeRoom(count);
    for (let layer = 0; layer < this.layers; layer++) this.write(layer, this.#length, fresh, count);
    this.#length += count;
  }

  /** Writes one layer's rows (all, or the first `count`) from token `at` on, within what was reserved; the length is the caller's to {@link extend}. */
  write(layer: number, at: number, fresh: Readonly<Record<string, Float32Array>>, count = Infinity): void {
    for (const [name, buffers] of [["k", this.#keys], ["v", this.#values]] as const) {
      const rows = fresh[`new.${layer}.${name}`];
      if (!rows || rows.length % this.#width !== 0) throw new Error(`new.${layer}.${name} is missing or not whole rows of ${this.#width}`);
      buffers[layer]?.set(rows.subarray(0, Math.min(rows.length, count * this.#width)), at * this.#width);
    }
  }

  /** Puts other keys [token kv_head d_head] in the place of one layer's, from token `at` on. */
  replaceKeys(layer: number, at: number, rows: Float32Array): void {
    this.#keys[layer]?.set(rows, at * this.#width);
  }

  /** Keeps only these tokens, given in ascending order: the first of them becomes token 0. */
  keep(tokens: readonly number[]): void {
    const width = this.#width;
    for (const buffer of [...this.#keys, ...this.#values]) tokens.forEach((from, to) => from !== to && buffer.copyWithin(to * width, from * width, (from + 1) * width));
    this.#length = tokens.length;
  }

  /** All layers hold `length` tokens now. */
  extend(length: number): void {
    this.reserve(length);
    this.#length = length;
  }

  /** Forgets the tokens from `length` on. */
  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  /** Keys of the tokens `from` … `to` − 1 (all by default): a view. */
  keys(layer: number, to = this.#length, from = 0): Feed {
    return this.#view(this.#keys, layer, from, to);
  }

  /** Values of the tokens `from` … `to` − 1 (all by default): a view. */
  values(layer: number, to = this.#length, from = 0): Feed {
    return this.#view(this.#values, layer, from, to);
  }

  /** The inputs `past.L.k` and `past.L.v` of every layer, or of one with its first `to` tokens. */
  feeds(): Feeds {
    const feeds: Record<string, Feed> = {};
    for (let layer = 0; layer < this.layers; layer++) Object.assign(feeds, this.feedsOf(layer, this.#length));
    return feeds;
  }

  feedsOf(layer: number, to: number): Feeds {
    return { [`past.${layer}.k`]: this.keys(layer, to), [`past.${layer}.v`]: this.values(layer, to) };
  }

  get #width(): number {
    return this.kvHeads * this.dHead;
  }

  #view(buffers: readonly Float32Array[], layer: number, from: number, to: number): Feed {
    const data = (buffers[layer] as Float32Array).subarray(from * this.#width, to * this.#width);
    return { data, shape: [to - from, this.kvHeads, this.dHead] };
  }
}
