import type { Weighting } from "../../protocol/attention";
import type { Recipe } from "../model/recipe";
import type { AttentionOf } from "./passage";
import { type Band, headBands, valueLengths } from "./patterns";

/** How raw attention becomes what a picture shows. */
export interface Weigh {
  /** Rewrites one row of attention, over the keys from `from` on, in place; absent where it is shown as it is. */
  readonly row?: (row: Float32Array, from: number) => void;
  /** No value is greater than this. */
  readonly scale: number;
  /** Multiplies q·k in place of the model's own scale. */
  readonly contentScale?: number;
}

/** See {@link Weighting} for what each one means. */
export async function weighBy(weighting: Weighting, of: AttentionOf, layer: number, head: number): Promise<Weigh> {
  switch (weighting) {
    case "raw":
      return { scale: 1 };
    case "no-sink":
      return { row: withoutFirst, scale: 1 };
    case "other-scale":
      return { scale: 1, contentScale: otherScale(of.run.recipe) };
    case "value-weighted": {
      const lengths = await valueLengths(of, layer, head);
      const scale = lengths.reduce((most, length) => Math.max(most, length), 0);
      const row = (values: Float32Array, from: number): void => {
        for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * (lengths[from + i] as number);
      };
      return { row, scale };
    }
  }
}

/** 1 for a model that divides q·k by √d_head, and 1 / √d_head for one that does not. */
export const otherScale = ({ attention, config }: Recipe): number => (attention.scale === 1 ? config.dHead ** -0.5 : 1);

/** Leaves out the first token and renormalises; a row that read nothing else becomes zero. */
export function withoutFirst(row: Float32Array, from: number): void {
  if (from > 0) return;
  row[0] = 0;
  let rest = 0;
  for (let key = 0; key < row.length; key++) rest += row[key] as number;
  if (rest === 0) return;
  for (let key = 0; key < row.length; key++) row[key] = (row[key] as number) / rest;
}

/** A head's attention, weighed, band by band of query rows. */
export async function* weighedBands(of: AttentionOf, layer: number, head: number, rows: Band["rows"], weigh: Weigh, signal: AbortSignal): AsyncGenerator<Band> {
  for await (const band of headBands(of, layer, head, rows, signal, weigh.contentScale)) {
    const width = band.keys.to - band.keys.from;
    if (weigh.row) for (let start = 0; start < band.pattern.length; start += width) weigh.row(band.pattern.subarray(start, start + width), band.keys.from);
    yield band;
  }
}
