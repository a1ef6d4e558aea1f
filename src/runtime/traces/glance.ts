import { THUMBNAIL, type LayerGlance } from "../../protocol/attention";
import { layerBands, type LayerBand } from "./patterns";
import type { TracedRun } from "./tracedRun";

/** All heads of a layer, reduced to thumbnails and means while the bands pass by: the layer's patterns are never in memory at once. */
export async function glanceAt(run: TracedRun, layer: number, signal: AbortSignal): Promise<LayerGlance> {
  const { heads } = run.recipe.config;
  const length = run.ids.length;
  const size = Math.min(length, THUMBNAIL);
  const greatest = new Float32Array(heads * size * size);
  const sums = { entropy: new Float64Array(heads), first: new Float64Array(heads), previous: new Float64Array(heads), distance: new Float64Array(heads) };
  for await (const band of layerBands(run, layer, signal)) {
    for (let head = 0; head < heads; head++) addHead(band, head, length, size, greatest, sums);
  }
  const mean = (total: Float64Array, rows: number): Float32Array => Float32Array.from(total, sum => (rows === 0 ? 0 : sum / rows));
  return {
    layer,
    size,
    thumbnails: Uint8Array.from(greatest, value => Math.round(255 * Math.sqrt(value))),
    entropy: mean(sums.entropy, length),
    firstToken: mean(sums.first, length),
    // Row 0 has no token before it.
    previousToken: mean(sums.previous, length - 1),
    meanDistance: mean(sums.distance, length),
  };
}

function addHead(
  { rows, keys, pattern, entropy, distance }: LayerBand,
  head: number,
  length: number,
  size: number,
  greatest: Float32Array,
  sums: Record<"entropy" | "first" | "previous" | "distance", Float64Array>,
): void {
  const [height, width] = [rows.to - rows.from, keys.to - keys.from];
  const shrink = size / length;
  for (let row = 0; row < height; row++) {
    const query = rows.from + row;
    const measured = head * height + row;
    // The place of key 0 in the band, were it there: keys count from the band's first.
    const start = measured * width - keys.from;
    add(sums.entropy, head, (entropy[measured] ?? NaN) / Math.LN2);
    add(sums.distance, head, distance[measured] ?? NaN);
    if (keys.from === 0) add(sums.first, head, pattern[start] ?? NaN);
    if (query > keys.from) add(sums.previous, head, pattern[start + query - 1] ?? NaN);
    const target = (head * size + Math.floor(query * shrink)) * size;
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

function add(sums: Float64Array, head: number, value: number): void {
  sums[head] = (sums[head] ?? 0) + value;
}
