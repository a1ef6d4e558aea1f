import assert from "node:assert/strict";

import { traceCase } from "../../../../src/runtime/commands/trace";
import type { Case } from "../../../../src/runtime/commands/inputs";
import { crossEntropy } from "../../../../src/runtime/commands/loss";
import { never } from "../../runtime/starter";
import type { Embedded } from "../embedded";

type Inputs = Omit<Case, "name" | "choices">;

/** Logits [time, vocabulary] of one sequence, by row. */
export interface Logits {
  readonly row: (time: number) => Float32Array;
  readonly time: number;
}

/** The attention weights of one layer, [head, query, key]. */
export interface Pattern {
  readonly heads: number;
  readonly queries: number;
  readonly at: (head: number, query: number, key: number) => number;
}

/** Logits of a pass over one sequence. */
export async function logitsOf({ model }: Embedded, inputs: Inputs): Promise<Logits> {
  const traced = await traceCase(model, { name: "case", choices: 1, ...inputs }, { only: ["logits"], taps: [], signal: never });
  const { shape, data } = traced.get("case.logits")!;
  const [, time, width] = shape as [number, number, number];
  assert.ok(data instanceof Float32Array);
  return { time, row: at => data.subarray(at * width, (at + 1) * width) };
}

/** The patterns of every layer of a pass over one sequence; `kind` is upstream's name without the layer. */
export async function patternsOf({ model }: Embedded, inputs: Inputs, kind: "attentions" | "encoder_attentions" | "decoder_attentions" | "cross_attentions"): Promise<Pattern[]> {
  const traced = await traceCase(model, { name: "case", choices: 1, ...inputs }, { only: ["attentions"], taps: [], signal: never });
  const patterns: Pattern[] = [];
  for (let layer = 0; traced.has(`case.${kind}.${layer}`); layer++) {
    const { shape, data } = traced.get(`case.${kind}.${layer}`)!;
    const [, heads, queries, keys] = shape as [number, number, number, number];
    assert.ok(data instanceof Float32Array);
    patterns.push({ heads, queries, at: (head, query, key) => data[(head * queries + query) * keys + key]! });
  }
  assert.ok(patterns.length > 0, `no ${kind}`);
  return patterns;
}

/** Cross-entropies in nats of `labels`, each at its row of the logits. */
export function lossesAt({ row }: Logits, labels: readonly (readonly [time: number, label: number])[]): number[] {
  return labels.map(([time, label]) => crossEntropy(row(time), label));
}

/** The place of the greatest number. */
export function likeliest(logits: Float32Array): number {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i]! > logits[best]!) best = i;
  return best;
}

export const mean = (numbers: readonly number[]): number => {
  assert.ok(numbers.length > 0, "nothing was measured");
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
};
