import { THUMBNAIL, type LayerGlance } from "../../protocol/attention";
import { layerBands, type LayerBand } from "./patterns";
import type { TracedRun } from "./tracedRun";

/** All heads of a layer, reduced to thumbnails and means while the bands pass by: the layer's patterns are never in memory at once. */
export async function glanceAt(run: TracedRun, layer: number, signal: AbortSignal): Promise<LayerGlance> {
  const { heads } = run.model.open.recipe.config;
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
  { from, to, pattern, entropy, distance }: LayerBand,
  head: number,
  length: number,
  size: number,
  greatest: Float32Array,
  sums: Record<"entropy" | "first" | "previous" | "distance", Float64Array>,
): void {
  const rows = to - from;
  const shrink = size / length;
  for (let row = 0; row < rows; row++) {
    const query = from + row;
    const start = (head * rows + row) * length;
    const measured = head * rows + row;
    add(sums.entropy, head, (entropy[measured] ?? NaN) / Math.LN2);
    add(sums.distance, head, distance[measured] ?? NaN);
    add(sums.first, head, pattern[start] ?? NaN);
    if (query > 0) add(sums.previous, head, pattern[start + query - 1] ?? NaN);
    const target = (head * size + Math.floor(query * shrink)) * size;
    for (let key = 0; key < length; key++) {
      const value = pattern[start + key] as number;
      const cell = target + Math.floor(key * shrink);
      if (value > (greatest[cell] as number)) greatest[cell] = value;
    }
  }
}

function add(sums: Float64Array, head: number, value: number): void {
  sums[head] = (sums[head] ?? 0) + value;
}
