import type { HeadOfRun, LayerGlance, Line, LineRequest, Tile, TileRequest, Weighting } from "../../src/protocol/attention";
import { THUMBNAIL, TILE } from "../../src/protocol/attention";
import type { Token } from "../../src/protocol/tokens";

type Head = Pick<HeadOfRun, "layer" | "head">;

/** Rows that a glance looks at, at most: beyond that they are sampled, because a gallery has no runtime to do the work. */
const SAMPLED = 192;

/**
 * Attention made of a few seeded habits that heads of real models have (the token before, the first token, the same token,
 * what followed it last time, a window, everything), mixed differently in each head. Causal; every row sums to 1.
 */
export class SyntheticAttention {
  readonly #ids: Int32Array;
  readonly #before: Int32Array;
  readonly #matrices = new Map<string, Float32Array>();

  constructor(readonly tokens: readonly Token[]) {
    const known = new Map<string, number>();
    const last = new Map<string, number>();
    this.#ids = new Int32Array(tokens.length);
    this.#before = new Int32Array(tokens.length);
    tokens.forEach(({ text }, index) => {
      if (!known.has(text)) known.set(text, known.size);
      this.#ids[index] = known.get(text) ?? 0;
      this.#before[index] = last.get(text) ?? -1;
      last.set(text, index);
    });
  }

  /** One row, [key]. */
  row({ layer, head }: Head, weighting: Weighting, query: number): Line {
    const habits = habitsOf(layer, head);
    const row = new Float32Array(this.tokens.length);
    let sum = 0;
    for (let key = 0; key <= query; key++) {
      const value = Math.exp(this.#logit(habits, layer * 131 + head, query, key));
      row[key] = value;
      sum += value;
    }
    const first = row[0] ?? 0;
    if (weighting === "no-sink") {
      row[0] = 0;
      sum -= first;
    }
    for (let key = 0; key <= query; key++) row[key] = sum > 0 ? (row[key] ?? 0) / sum : 0;
    if (weighting === "value-weighted") for (let key = 0; key <= query; key++) row[key] = (row[key] ?? 0) * this.#valueNorm(layer, head, key);
    return row;
  }

  line({ layer, head, weighting, token, direction }: Omit<LineRequest, "run">): Line {
    if (direction === "reads") return this.row({ layer, head }, weighting, token);
    const size = this.tokens.length;
    const matrix = this.#matrix({ layer, head }, weighting);
    return Float32Array.from({ length: size }, (_, query) => matrix[query * size + token] ?? 0);
  }

  tile({ layer, head, weighting, level, row, column }: Omit<TileRequest, "run">): Tile {
    const size = this.tokens.length;
    const matrix = this.#matrix({ layer, head }, weighting);
    const scale = weighting === "value-weighted" ? matrix.reduce((most, value) => Math.max(most, value), 0) : 1;
    const cells = Math.ceil(size / 2 ** level);
    const [rows, columns] = [Math.min(TILE, cells - row * TILE), Math.min(TILE, cells - column * TILE)];
    const values = new Uint8Array(rows * columns);
    const [top, left, block] = [row * TILE, column * TILE, 2 ** level];
    for (let query = top * block; query < Math.min(size, (top + rows) * block); query++) {
      for (let key = left * block; key < Math.min(size, (left + columns) * block); key++) {
        const at = (Math.floor(query / block) - top) * columns + Math.floor(key / block) - left;
        values[at] = Math.max(values[at] ?? 0, byteOf((matrix[query * size + key] ?? 0) / scale));
      }
    }
    return { rows, columns, values, scale };
  }

  glance(layer: number, heads: number): LayerGlance {
    const size = Math.min(this.tokens.length, THUMBNAIL);
    const thumbnails = new Uint8Array(heads * size * size);
    const numbers = { entropy: new Float32Array(heads), firstToken: new Float32Array(heads), previousToken: new Float32Array(heads), meanDistance: new Float32Array(heads) };
    for (let head = 0; head < heads; head++) this.#glanceInto(layer, head, size, thumbnails.subarray(head * size * size, (head + 1) * size * size), numbers);
    return { layer, size, thumbnails, ...numbers };
  }

  #glanceInto(layer: number, head: number, size: number, picture: Uint8Array, numbers: Record<"entropy" | "firstToken" | "previousToken" | "meanDistance", Float32Array>): void {
    const count = this.tokens.length;
    const looked = Math.min(count, SAMPLED);
    for (let sample = 0; sample < looked; sample++) {
      const query = Math.floor(((sample + 0.5) / looked) * count);
      const row = this.row({ layer, head }, "raw", query);
      const top = Math.floor((query * size) / count);
      let [entropy, distance] = [0, 0];
      for (let key = 0; key <= query; key++) {
        const value = row[key] ?? 0;
        const at = top * size + Math.floor((key * size) / count);
        picture[at] = Math.max(picture[at] ?? 0, byteOf(value));
        if (value > 0) entropy -= value * Math.log2(value);
        distance += value * (query - key);
      }
      numbers.entropy[head]! += entropy / looked;
      numbers.firstToken[head]! += (row[0] ?? 0) / looked;
      numbers.previousToken[head]! += (query > 0 ? (row[query - 1] ?? 0) : 0) / looked;
      numbers.meanDistance[head]! += distance / looked;
    }
  }

  #matrix(head: Head, weighting: Weighting): Float32Array {
    const name = `${head.layer} ${head.head} ${weighting}`;
    const known = this.#matrices.get(name);
    if (known) return known;
    const size = this.tokens.length;
    const matrix = new Float32Array(size * size);
    for (let query = 0; query < size; query++) matrix.set(this.row(head, weighting, query), query * size);
    if (this.#matrices.size >= 3) this.#matrices.clear();
    this.#matrices.set(name, matrix);
    return matrix;
  }

  #logit(habits: Habits, seed: number, query: number, key: number): number {
    const distance = query - key;
    let logit = habits.noise * noise(seed, this.#ids[query] ?? 0, this.#ids[key] ?? 0);
    if (key === 0) logit += habits.first;
    if (distance === habits.offset) logit += habits.previous;
    if (this.#ids[query] === this.#ids[key]) logit += habits.same;
    if (key > 0 && this.#before[query] === key - 1) logit += habits.induction;
    if (habits.window > 0) logit -= distance / habits.window;
    return logit;
  }

  #valueNorm(layer: number, head: number, key: number): number {
    return key === 0 ? 0.08 : 0.4 + 1.8 * Math.abs(noise(layer * 17 + head, 7, this.#ids[key] ?? 0));
  }
}

interface Habits {
  readonly first: number;
  readonly previous: number;
  readonly offset: number;
  readonly same: number;
  readonly induction: number;
  readonly window: number;
  readonly noise: number;
}

function habitsOf(layer: number, head: number): Habits {
  const chance = (salt: number) => (noise(layer + 1, head + 1, salt) + 1) / 2;
  const kind = Math.floor(6 * chance(1));
  return {
    first: (kind === 1 ? 7 : 2.5) * chance(2) + layer * 0.15,
    previous: kind === 0 ? 5 + 4 * chance(3) : chance(3),
    offset: kind === 0 ? 1 + Math.floor(2.4 * chance(4)) : 0,
    same: kind === 2 ? 6 : 1.5 * chance(5),
    induction: kind === 3 ? 8 : 0,
    window: kind === 4 ? 1 + 12 * chance(6) : kind === 5 ? 0 : 400 * chance(7) + 30,
    noise: 0.6 + 2 * chance(8),
  };
}

/** −1…1, the same for the same numbers. */
function noise(a: number, b: number, c: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 0x7f4a7c15, 0x85ebca6b) ^ Math.imul(c + 0x165667b1, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 0x7fffffff - 1;
}

function byteOf(value: number): number {
  return Math.round(255 * Math.sqrt(Math.min(1, Math.max(0, value))));
}
