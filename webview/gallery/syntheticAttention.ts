import type { AttentionPane, HeadOfRun, HeadScaling, LayerGlance, Line, LineRequest, MaskRows, Tile, TileRequest, Weighting } from "../../src/protocol/attention";
import { THUMBNAIL, TILE } from "../../src/protocol/attention";
import { syntheticNoise } from "./syntheticNoise";

type Head = Pick<HeadOfRun, "layer" | "head">;

/** Rows that a glance looks at, at most: beyond that they are sampled, because a gallery has no runtime to do the work. */
const SAMPLED = 192;
/** Channels of a head. */
const CHANNELS = 64;

/**
 * Attention made of a few seeded habits that heads of real models have (the token before, the first token, the same token,
 * what followed it last time, a window, everything), mixed differently in each head. Every row sums to 1. Where keys are
 * another text, a query's own place is the key as far into that text.
 */
export class SyntheticAttention {
  readonly #ids: Int32Array;
  readonly #keyIds: Int32Array;
  readonly #before: Int32Array;
  readonly #matrices = new Map<string, Float32Array>();
  readonly #readsItself: boolean;

  constructor(readonly pane: Pick<AttentionPane, "kind" | "queries" | "keys" | "queriesOf" | "keysOf" | "prefix">) {
    const { queries, keys } = pane;
    const known = new Map<string, number>();
    const last = new Map<string, number>();
    const idOf = ({ text }: { readonly text: string }) => {
      if (!known.has(text)) known.set(text, known.size);
      return known.get(text) ?? 0;
    };
    this.#readsItself = pane.queriesOf === pane.keysOf;
    this.#ids = Int32Array.from(queries, idOf);
    this.#keyIds = Int32Array.from(keys, idOf);
    this.#before = Int32Array.from(keys, ({ text }, index) => {
      const before = last.get(text) ?? -1;
      last.set(text, index);
      return before;
    });
  }

  /** One row, [key]. */
  row({ layer, head }: Head, weighting: Weighting, query: number): Line {
    const habits = habitsOf(layer, head);
    const row = new Float32Array(this.pane.keys.length);
    const end = this.#end(query);
    const temperature = weighting === "other-scale" ? Math.sqrt(CHANNELS) : 1;
    let sum = 0;
    for (let key = 0; key < end; key++) {
      const value = Math.exp(temperature * this.#logit(habits, layer * 131 + head, query, key));
      row[key] = value;
      sum += value;
    }
    const first = row[0] ?? 0;
    if (weighting === "no-sink") {
      row[0] = 0;
      sum -= first;
    }
    for (let key = 0; key < end; key++) row[key] = sum > 0 ? (row[key] ?? 0) / sum : 0;
    if (weighting === "value-weighted") for (let key = 0; key < end; key++) row[key] = (row[key] ?? 0) * this.#valueNorm(layer, head, key);
    return row;
  }

  maskRows(): MaskRows {
    const { queries } = this.pane;
    return { from: new Int32Array(queries.length), to: Int32Array.from(queries, (_, query) => this.#end(query)) };
  }

  /** As though the logits were q·k/√d_k of heads with {@link CHANNELS} channels. */
  scaling(head: Head): HeadScaling {
    const scale = 1 / Math.sqrt(CHANNELS);
    const [entropy, greatest]: [[number, number], [number, number]] = [[0, 0], [0, 0]];
    let [pairs, sum, squares] = [0, 0, 0];
    const looked = Math.min(this.pane.queries.length, SAMPLED);
    for (let query = 0; query < looked; query++) {
      for (let key = 0; key < this.#end(query); key++) {
        const product = this.#logit(habitsOf(head.layer, head.head), head.layer * 131 + head.head, query, key) / scale;
        pairs++;
        sum += product;
        squares += product ** 2;
      }
      for (const [index, weighting] of (["raw", "other-scale"] as const).entries()) {
        const row = this.row(head, weighting, query);
        entropy[index]! += row.reduce((bits, value) => (value > 0 ? bits - value * Math.log2(value) : bits), 0) / looked;
        greatest[index]! += Math.max(...row) / looked;
      }
    }
    const mean = sum / pairs;
    return { channels: CHANNELS, scale, otherScale: 1, pairs, mean, variance: squares / pairs - mean ** 2, entropy, greatest };
  }

  line({ layer, head, weighting, token, direction }: Omit<LineRequest, "run">): Line {
    if (direction === "reads") return this.row({ layer, head }, weighting, token);
    const { queries, keys } = this.pane;
    const matrix = this.#matrix({ layer, head }, weighting);
    return Float32Array.from(queries, (_, query) => matrix[query * keys.length + token] ?? 0);
  }

  tile({ layer, head, weighting, level, row, column }: Omit<TileRequest, "run">): Tile {
    const { queries, keys } = this.pane;
    const matrix = this.#matrix({ layer, head }, weighting);
    const scale = weighting === "value-weighted" ? matrix.reduce((most, value) => Math.max(most, value), 0) : 1;
    const rows = Math.min(TILE, Math.ceil(queries.length / 2 ** level) - row * TILE);
    const columns = Math.min(TILE, Math.ceil(keys.length / 2 ** level) - column * TILE);
    const values = new Uint8Array(rows * columns);
    const [top, left, block] = [row * TILE, column * TILE, 2 ** level];
    for (let query = top * block; query < Math.min(queries.length, (top + rows) * block); query++) {
      for (let key = left * block; key < Math.min(keys.length, (left + columns) * block); key++) {
        const at = (Math.floor(query / block) - top) * columns + Math.floor(key / block) - left;
        values[at] = Math.max(values[at] ?? 0, byteOf((matrix[query * keys.length + key] ?? 0) / scale));
      }
    }
    return { rows, columns, values, scale };
  }

  /** `pane` is the pane's number. */
  glance(pane: number, layer: number, heads: number): LayerGlance {
    const { queries, keys } = this.pane;
    const share = Math.min(1, THUMBNAIL / Math.max(queries.length, keys.length));
    const [width, height] = [Math.max(1, Math.round(keys.length * share)), Math.max(1, Math.round(queries.length * share))];
    const cells = width * height;
    const thumbnails = new Uint8Array(heads * cells);
    const numbers = { entropy: new Float32Array(heads), firstToken: new Float32Array(heads), previousToken: new Float32Array(heads), meanDistance: new Float32Array(heads) };
    for (let head = 0; head < heads; head++) this.#glanceInto(layer, head, { width, height, values: thumbnails.subarray(head * cells, (head + 1) * cells) }, numbers);
    // The fixture has no sentences.
    return { pane, layer, width, height, thumbnails, ...numbers, otherSentences: new Float32Array(heads).fill(NaN) };
  }

  #glanceInto(layer: number, head: number, picture: Picture, numbers: Record<"entropy" | "firstToken" | "previousToken" | "meanDistance", Float32Array>): void {
    const count = this.pane.queries.length;
    const { width, height, values } = picture;
    const within = this.#readsItself ? 1 : NaN;
    const looked = Math.min(count, SAMPLED);
    for (let sample = 0; sample < looked; sample++) {
      const query = Math.floor(((sample + 0.5) / looked) * count);
      const row = this.row({ layer, head }, "raw", query);
      const top = Math.floor((query * height) / count);
      let [entropy, distance] = [0, 0];
      for (const [key, value] of row.entries()) {
        const at = top * width + Math.floor((key * width) / row.length);
        values[at] = Math.max(values[at] ?? 0, byteOf(value));
        if (value > 0) entropy -= value * Math.log2(value);
        distance += value * Math.abs(query - key);
      }
      numbers.entropy[head]! += entropy / looked;
      numbers.firstToken[head]! += (row[0] ?? 0) / looked;
      numbers.previousToken[head]! += within * (query > 0 ? (row[query - 1] ?? 0) : 0) / looked;
      numbers.meanDistance[head]! += (within * distance) / looked;
    }
  }

  /** The key after the last that a query sees. */
  #end(query: number): number {
    const { kind, prefix, keys } = this.pane;
    return kind === "encoder" || kind === "cross" ? keys.length : Math.max(query + 1, prefix ?? 0);
  }

  #matrix(head: Head, weighting: Weighting): Float32Array {
    const name = `${head.layer} ${head.head} ${weighting}`;
    const known = this.#matrices.get(name);
    if (known) return known;
    const { queries, keys } = this.pane;
    const matrix = new Float32Array(queries.length * keys.length);
    for (let query = 0; query < queries.length; query++) matrix.set(this.row(head, weighting, query), query * keys.length);
    if (this.#matrices.size >= 3) this.#matrices.clear();
    this.#matrices.set(name, matrix);
    return matrix;
  }

  #logit(habits: Habits, seed: number, query: number, key: number): number {
    const { queries, keys } = this.pane;
    const distance = (this.#readsItself ? query : Math.round((query * keys.length) / queries.length)) - key;
    let logit = habits.noise * syntheticNoise(seed, this.#ids[query] ?? 0, this.#keyIds[key] ?? 0);
    if (key === 0) logit += habits.first;
    if (distance === habits.offset) logit += habits.previous;
    if (this.#ids[query] === this.#keyIds[key]) logit += habits.same;
    if (key > 0 && this.#readsItself && this.#before[query] === key - 1) logit += habits.induction;
    if (habits.window > 0) logit -= Math.abs(distance) / habits.window;
    return logit;
  }

  #valueNorm(layer: number, head: number, key: number): number {
    return key === 0 ? 0.08 : 0.4 + 1.8 * Math.abs(syntheticNoise(layer * 17 + head, 7, this.#keyIds[key] ?? 0));
  }
}

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
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
  const chance = (salt: number) => (syntheticNoise(layer + 1, head + 1, salt) + 1) / 2;
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

function byteOf(value: number): number {
  return Math.round(255 * Math.sqrt(Math.min(1, Math.max(0, value))));
}
