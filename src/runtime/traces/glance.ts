import { THUMBNAIL, type LayerGlance } from "../../protocol/attention";
import { keyCount, layerBands, type LayerBand } from "./patterns";
import type { Sentences } from "../tokens/sentences";
import type { AttentionOf } from "./passage";

/** What is added up for each head while the bands pass by. */
type Sums = Readonly<Record<"entropy" | "first" | "previous" | "distance" | "others", Float64Array>>;

/** The cells of a layer's thumbnails: the longer side has {@link THUMBNAIL} of them at most. */
interface Thumbnails {
  readonly width: number;
  readonly height: number;
  /** Cells per token. */
  readonly shrink: number;
  /** [head, height, width] */
  readonly greatest: Float32Array;
}

/** All heads of a layer, reduced to thumbnails and means while the bands pass by: the layer's patterns are never in memory at once. */
export async function glanceAt(of: AttentionOf, pane: number, layer: number, signal: AbortSignal): Promise<LayerGlance> {
  const { heads } = of.run.recipe.config;
  const [queries, keys] = [of.run.ids.length, keyCount(of)];
  const sentences = of.kind === "self" ? of.run.sentences : null;
  const shrink = Math.min(1, THUMBNAIL / Math.max(queries, keys));
  const [width, height] = [Math.ceil(keys * shrink), Math.ceil(queries * shrink)];
  const cells: Thumbnails = { width, height, shrink, greatest: new Float32Array(heads * height * width) };
  const sums: Sums = { entropy: new Float64Array(heads), first: new Float64Array(heads), previous: new Float64Array(heads), distance: new Float64Array(heads), others: new Float64Array(heads) };
  for await (const band of layerBands(of, layer, signal)) {
    for (let head = 0; head < heads; head++) addHead(band, head, cells, sums);
    if (sentences) for (let head = 0; head < heads; head++) addOthers(band, head, sentences, sums.others);
  }
  const mean = (total: Float64Array, rows: number): Float32Array => Float32Array.from(total, sum => (rows === 0 ? 0 : sum / rows));
  // Between two texts there is no token before, and no distance.
  const within = (means: Float32Array): Float32Array => (of.kind === "self" ? means : means.fill(NaN));
  return {
    pane,
    layer,
    width,
    height,
    thumbnails: Uint8Array.from(cells.greatest, value => Math.round(255 * Math.sqrt(value))),
    entropy: mean(sums.entropy, queries),
    firstToken: mean(sums.first, queries),
    // Row 0 has no token before it.
    previousToken: within(mean(sums.previous, queries - 1)),
    meanDistance: within(mean(sums.distance, queries)),
    otherSentences: sentences ? mean(sums.others, queries - sentences.outside.length) : new Float32Array(heads).fill(NaN),
  };
}

function addHead({ rows, keys, pattern, entropy, distance }: LayerBand, head: number, { width: across, height: down, shrink, greatest }: Thumbnails, sums: Sums): void {
  const [height, width] = [rows.to - rows.from, keys.to - keys.from];
  for (let row = 0; row < height; row++) {
    const query = rows.from + row;
    const measured = head * height + row;
    // The place of key 0 in the band, were it there: keys count from the band's first.
    const start = measured * width - keys.from;
    add(sums.entropy, head, (entropy[measured] ?? NaN) / Math.LN2);
    add(sums.distance, head, distance[measured] ?? NaN);
    if (keys.from === 0) add(sums.first, head, pattern[start] ?? NaN);
    if (query > keys.from && query <= keys.to) add(sums.previous, head, pattern[start + query - 1] ?? NaN);
    const target = (head * down + Math.floor(query * shrink)) * across;
    for (let cell = Math.floor(keys.from * shrink), key = keys.from; key < keys.to; cell++) {
      const end = Math.min(keys.to, Math.ceil((cell + 1) / shrink));
      let most = greatest[target + cell] as number;
      for (; key < end; key++) {
        const value = pattern[start + key] as number;
        if (value > most) most = value;
      }
      greatest[target + cell] = most;
    }
  }
}

/** The mass that a row has outside of its own sentence, special tokens left out: all but those few entries. */
function addOthers({ rows, keys, pattern }: LayerBand, head: number, { of, outside }: Sentences, others: Float64Array): void {
  const [height, width] = [rows.to - rows.from, keys.to - keys.from];
  for (let query = rows.from; query < rows.to; query++) {
    const own = of[query];
    if (!own) continue;
    const start = (head * height + query - rows.from) * width - keys.from;
    let elsewhere = 1;
    for (let key = Math.max(own.start, keys.from); key < Math.min(own.end, keys.to); key++) if (of[key]) elsewhere -= pattern[start + key] as number;
    for (const key of outside) if (key >= keys.from && key < keys.to) elsewhere -= pattern[start + key] as number;
    add(others, head, Math.max(0, elsewhere));
  }
}

function add(sums: Float64Array, head: number, value: number): void {
  sums[head] = (sums[head] ?? 0) + value;
}
