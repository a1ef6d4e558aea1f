import type { Weighting } from "../../protocol/attention";
import type { Recipe } from "../model/recipe";
import type { AttentionOf } from "./passage";
import { headBands, keyCount, valueLengths } from "./patterns";

/** How raw attention becomes what a picture shows. */
export interface Weigh {
  /** Rewrites one row [key] of attention in place. */
  readonly row: (row: Float32Array) => void;
  /** No value is greater than this. */
  readonly scale: number;
  /** Multiplies q·k in place of the model's own scale. */
  readonly contentScale?: number;
}

/** See {@link Weighting} for what each one means. */
export async function weighBy(weighting: Weighting, of: AttentionOf, layer: number, head: number): Promise<Weigh> {
  switch (weighting) {
    case "raw":
      return { row: () => undefined, scale: 1 };
    case "no-sink":
      return { row: withoutFirst, scale: 1 };
    case "other-scale":
      return { row: () => undefined, scale: 1, contentScale: otherScale(of.run.recipe) };
    case "value-weighted": {
      const lengths = await valueLengths(of, layer, head);
      const scale = lengths.reduce((most, length) => Math.max(most, length), 0);
      const row = (values: Float32Array): void => {
        for (let key = 0; key < values.length; key++) values[key] = (values[key] as number) * (lengths[key] as number);
      };
      return { row, scale };
    }
  }
}

/** 1 for a model that divides q·k by √d_head, and 1 / √d_head for one that does not. */
export const otherScale = ({ attention, config }: Recipe): number => (attention.scale === 1 ? config.dHead ** -0.5 : 1);

/** Leaves out the first token and renormalises; a row that read nothing else becomes zero. */
export function withoutFirst(row: Float32Array): void {
  row[0] = 0;
  let rest = 0;
  for (let key = 0; key < row.length; key++) rest += row[key] as number;
  if (rest === 0) return;
  for (let key = 0; key < row.length; key++) row[key] = (row[key] as number) / rest;
}

/** A head's rows [key], weighed, one by one; `values` is written over by the next. No key outside of `seen` has any weight. */
export async function* weighedRows(
  of: AttentionOf,
  layer: number,
  head: number,
  rows: { readonly from: number; readonly to: number },
  weigh: Weigh,
  signal: AbortSignal,
): AsyncGenerator<{ readonly query: number; readonly values: Float32Array; readonly seen: { readonly from: number; readonly to: number } }> {
  const values = new Float32Array(keyCount(of));
  for await (const band of headBands(of, layer, head, rows, signal, weigh.contentScale)) {
    const width = band.keys.to - band.keys.from;
    values.fill(0);
    for (let query = band.rows.from, start = 0; query < band.rows.to; query++, start += width) {
      values.set(band.pattern.subarray(start, start + width), band.keys.from);
      weigh.row(values);
      yield { query, values, seen: band.keys };
    }
  }
}
