import type { HeadScaling, MaskRows } from "../../protocol/attention";
import { headBands, keyCount, logitBands } from "./patterns";
import type { AttentionOf } from "./passage";
import { otherScale } from "./weightings";

/** What dividing q·k by √d_k does to one head: its variance over all pairs that see each other, and the rows' softmax with the model's scale and with the other one. */
export async function scalingOf(of: AttentionOf, layer: number, head: number, signal: AbortSignal): Promise<HeadScaling> {
  const { attention, config } = of.run.recipe;
  const other = otherScale(of.run.recipe);
  const rows = { from: 0, to: of.run.ids.length };
  const keys = keyCount(of);
  let [pairs, sum, squares] = [0, 0, 0];
  const asIs = new RowMeans();
  for await (const band of logitBands(of, layer, head, rows, signal)) {
    const width = band.keys.to - band.keys.from;
    for (let row = band.rows.from; row < band.rows.to; row++) {
      const start = (row - band.rows.from) * width - band.keys.from;
      const seen = visibleOf(of, row, keys);
      for (let key = seen.from; key < seen.to; key++) {
        const product = (band.content[start + key] as number) / attention.scale;
        pairs++;
        sum += product;
        squares += product * product;
      }
      asIs.add(band.pattern, start + band.keys.from, width);
    }
  }
  const otherwise = new RowMeans();
  for await (const band of headBands(of, layer, head, rows, signal, other)) {
    const width = band.keys.to - band.keys.from;
    for (let row = 0; row < band.rows.to - band.rows.from; row++) otherwise.add(band.pattern, row * width, width);
  }
  const mean = sum / pairs;
  return {
    channels: config.dHead,
    scale: attention.scale,
    otherScale: other,
    pairs,
    mean,
    variance: squares / pairs - mean * mean,
    entropy: [asIs.entropy, otherwise.entropy],
    greatest: [asIs.greatest, otherwise.greatest],
  };
}

/** The mask that ran: for each query the keys that it saw. */
export function maskRows(of: AttentionOf): MaskRows {
  const keys = keyCount(of);
  const rows = of.run.ids.map((_, query) => visibleOf(of, query, keys));
  return { from: Int32Array.from(rows, ({ from }) => from), to: Int32Array.from(rows, ({ to }) => to) };
}

/** The keys that a query saw. */
export function visibleOf({ run, kind }: AttentionOf, query: number, keys: number): { readonly from: number; readonly to: number } {
  if (kind === "cross") return { from: 0, to: keys };
  const { from, to } = run.mask.visible(query);
  return { from, to: Math.min(to, keys) };
}

/** Means over rows of a softmax: entropy in bits, and greatest weight. */
class RowMeans {
  #rows = 0;
  #entropy = 0;
  #greatest = 0;

  add(pattern: Float32Array, start: number, width: number): void {
    let greatest = 0;
    for (let i = start; i < start + width; i++) {
      const weight = pattern[i] as number;
      if (weight > 0) this.#entropy -= weight * Math.log2(weight);
      greatest = Math.max(greatest, weight);
    }
    this.#greatest += greatest;
    this.#rows++;
  }

  get entropy(): number {
    return this.#entropy / this.#rows;
  }

  get greatest(): number {
    return this.#greatest / this.#rows;
  }
}
