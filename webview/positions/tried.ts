import type { CurvesPicture } from "../../src/protocol/positions";
import type { PastContext, WeightsByDistance, WhatIfResult } from "../../src/protocol/whatIf";

/** Positions whose losses are averaged, as a share of the context: single tokens differ too much for a line. */
const BINS_IN_CONTEXT = 16;

/** What a what-if moved, as lines: attention by distance, and the loss by position where the text ran past its context. */
export function triedPictures({ byDistance, past }: WhatIfResult): CurvesPicture[] {
  return [...(byDistance ? [weights(byDistance, past)] : []), ...(past?.losses ? [losses(past.context, past.losses)] : [])];
}

function weights({ from, before, after }: WeightsByDistance, past: PastContext | null): CurvesPicture {
  const known = (index: number): boolean => !Number.isNaN(before[index]) || !Number.isNaN(after[index]);
  const places = Array.from(before.keys()).filter(known);
  const [first, end] = [places[0] ?? 0, (places.at(-1) ?? -1) + 1];
  return {
    kind: "curves",
    id: "tried-weights",
    title: "What if: attention by distance",
    about: `Mean attention weight over all layers, heads and pairs that see each other; powers of ten are equally far apart.${past ? " Distances beyond the mark occur in no text that the model was made for." : ""}`,
    x: { name: "Key − query", unit: "positions", at: Float32Array.from({ length: end - first }, (_, index) => from + first + index) },
    value: { name: "weight", unit: "" },
    lines: [
      { name: past ? "the last tokens alone" : "as it is", values: before.slice(first, end) },
      { name: past ? "in one go" : "what if", values: after.slice(first, end) },
    ],
    logarithmic: true,
    steps: false,
    ...(past && { marks: [-past.context, past.context].filter(at => at >= from + first && at < from + end).map(at => ({ at, name: `${past.context.toLocaleString("en")} away` })) }),
  };
}

function losses(context: number, { whole, alone }: NonNullable<PastContext["losses"]>): CurvesPicture {
  const width = Math.max(1, Math.floor(context / BINS_IN_CONTEXT));
  const starts: number[] = [];
  // No bin lies on both sides of the context's end.
  for (let start = 0; start < whole.length; start = start < context ? Math.min(start + width, context) : start + width) starts.push(start);
  const ends = starts.map((_, bin) => starts[bin + 1] ?? whole.length);
  const means = (values: Float32Array): Float32Array => Float32Array.from(starts, (start, bin) => mean(values.subarray(start, ends[bin])));
  return {
    kind: "curves",
    id: "tried-losses",
    title: "What if: loss by position",
    about: `Cross-entropy of the next token${width > 1 ? `, means over ${width} positions` : ""}: of the whole text in one go, and by its last ${context.toLocaleString("en")} tokens alone, the first of which have little before them.`,
    x: { name: "Position", unit: "", at: Float32Array.from(starts, (start, bin) => (start + (ends[bin] as number) - 1) / 2) },
    value: { name: "loss", unit: "nats" },
    lines: [
      { name: "in one go", values: means(whole) },
      { name: "the last tokens alone", values: means(alone) },
    ],
    logarithmic: false,
    steps: false,
    marks: [{ at: context, name: `made for ${context.toLocaleString("en")}` }],
  };
}

/** Of the numbers among them; NaN without any. */
function mean(values: Float32Array): number {
  const known = values.filter(value => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
