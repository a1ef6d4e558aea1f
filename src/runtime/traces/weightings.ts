import type { Weighting } from "../../protocol/attention";
import { valueLengths } from "./patterns";
import type { TracedRun } from "./tracedRun";

/** How raw attention becomes what a picture shows. */
export interface Weigh {
  /** Rewrites one row [key] of attention in place. */
  readonly row: (row: Float32Array) => void;
  /** No value is greater than this. */
  readonly scale: number;
}

/** See {@link Weighting} for what each one means. */
export async function weighBy(weighting: Weighting, run: TracedRun, layer: number, head: number): Promise<Weigh> {
  switch (weighting) {
    case "raw":
      return { row: () => undefined, scale: 1 };
    case "no-sink":
      return { row: withoutFirst, scale: 1 };
    case "value-weighted": {
      const lengths = await valueLengths(run, layer, head);
      const scale = lengths.reduce((most, length) => Math.max(most, length), 0);
      return { row: row => row.forEach((value, key) => (row[key] = value * (lengths[key] ?? 0))), scale };
    }
  }
}

/** Leaves out the first token and renormalises; a row that read nothing else becomes zero. */
export function withoutFirst(row: Float32Array): void {
  row[0] = 0;
  const rest = row.reduce((sum, value) => sum + value, 0);
  if (rest > 0) row.forEach((value, key) => (row[key] = value / rest));
}
