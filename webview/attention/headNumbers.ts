import type { AttentionPane, LayerGlance } from "../../src/protocol/attention";
import { readsItself } from "./panes";

/** What the grid shows of each head: its picture, or one number as a colour. */
export const METRICS = ["picture", "entropy", "firstToken", "previousToken", "meanDistance", "otherSentences"] as const;
export type Metric = (typeof METRICS)[number];
export type NumberMetric = Exclude<Metric, "picture">;
export const NUMBER_METRICS = METRICS.filter(metric => metric !== "picture");

/** What the grid of a pane can show: the token before and a distance mean nothing where keys are another text. */
export function metricsOf(pane: Pick<AttentionPane, "queriesOf" | "keysOf"> | undefined): readonly Metric[] {
  return pane && !readsItself(pane) ? WITHIN_ANY_TEXT : METRICS;
}

const WITHIN_ANY_TEXT: readonly Metric[] = ["picture", "entropy", "firstToken"];

/** One head and its numbers: means over its rows. */
export interface HeadNumbers {
  readonly layer: number;
  readonly head: number;
  /** Bits. */
  readonly entropy: number;
  /** Share of the mass, 0…1. */
  readonly firstToken: number;
  /** NaN where keys are another text, as is the distance. */
  readonly previousToken: number;
  /** Tokens. */
  readonly meanDistance: number;
  /** Share of the mass; NaN also where the text's sentences are not known. */
  readonly otherSentences: number;
}

/** What the table of heads is sorted by. */
export interface HeadSort {
  readonly by: NumberMetric | "layer" | "head";
  readonly descending: boolean;
}

/** The numbers of one head of a layer. */
export function headNumbers(glance: LayerGlance, head: number): HeadNumbers {
  return {
    layer: glance.layer,
    head,
    entropy: glance.entropy[head] ?? NaN,
    firstToken: glance.firstToken[head] ?? NaN,
    previousToken: glance.previousToken[head] ?? NaN,
    meanDistance: glance.meanDistance[head] ?? NaN,
    otherSentences: glance.otherSentences[head] ?? NaN,
  };
}

/** The heads that have arrived, in their order. */
export function allHeads(glances: readonly (LayerGlance | undefined)[]): HeadNumbers[] {
  return glances.flatMap(glance => (glance ? Array.from(glance.entropy, (_, head) => headNumbers(glance, head)) : []));
}

/** `heads` by one column; equal ones stay in the order of layers and heads. */
export function sortedHeads(heads: readonly HeadNumbers[], { by, descending }: HeadSort): HeadNumbers[] {
  const sign = descending ? -1 : 1;
  return [...heads].sort((one, other) => sign * (one[by] - other[by]) || one.layer - other.layer || one.head - other.head);
}

/** The sorting after a click on a column: numbers first from the greatest down, places from the first up; again, the other way. */
export function nextSort(sort: HeadSort, by: HeadSort["by"]): HeadSort {
  return sort.by === by ? { by, descending: !sort.descending } : { by, descending: by !== "layer" && by !== "head" };
}

/** What full strength of the ramp stands for: 1 for shares, the greatest value seen for the others. */
export function metricScale(heads: readonly HeadNumbers[], metric: NumberMetric): number {
  if (metric === "firstToken" || metric === "previousToken" || metric === "otherSentences") return 1;
  return heads.reduce((greatest, head) => Math.max(greatest, head[metric]), 0) || 1;
}
