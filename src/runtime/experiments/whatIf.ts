import { Cancelled, Problem } from "../../protocol/problem";
import type { NextToken, PositionChange, WhatIfResult } from "../../protocol/whatIf";
import type { LoadedModel } from "../model/loadedModel";
import type { Loaded } from "../models";
import { matrixOfLayer } from "../traces/patterns";
import { TracedRun } from "../traces/tracedRun";
import { comparisonOf } from "./positionChanges";

/** All patterns are compared whole, layer by layer: longer texts would take too much at once. */
const LONGEST = 1024;
const NEXT_TOKENS = 5;

/** Runs a text as the model does and with something about positions changed, and measures what that moved; of an encoder–decoder in its encoder. */
export async function whatIf({ model, card, tokenizer }: Loaded, text: string, change: PositionChange, signal: AbortSignal, onStep: (fraction: number) => void): Promise<WhatIfResult> {
  const { open } = model;
  const stack = open.encoder ? "encoder" : "main";
  const recipe = model.recipeOf(stack);
  const comparison = comparisonOf(change, recipe);
  const ids = (await tokenizer().encode(text)).map(token => token.id).slice(0, Math.min(LONGEST, card.context));
  if (ids.length === 0) throw new Problem("text-empty", "There is nothing to run: the text has no tokens.", { remedy: "Select some text." });
  const order = comparison.reordered ? backwards(ids.length) : ids.map((_, i) => i);
  // Models of their own, over the same mapped weights: graphs are made anew, nothing is loaded twice.
  const [before, after] = [comparison.before, comparison.after].map(wanted => (wanted === recipe ? model : model.sibling(stack, wanted))) as [LoadedModel, LoadedModel];
  const runs = [
    new TracedRun(before, { stack, ids }),
    new TracedRun(after, { stack, ids: order.map(place => ids[place] as number), positions: ids.map((_, i) => i + comparison.shift) }),
  ] as const;
  const stop = (): void => runs.forEach(run => run.stop());
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const attention = await attentionApart(runs[0], runs[1], order, signal, onStep);
    const [one, other] = [await read(runs[0]), await read(runs[1])];
    const divergence = one.next && other.next ? divergenceOf(one.next, other.next) : 0;
    const named = (next: Float64Array): NextToken[] => greatest(next, NEXT_TOKENS).map(id => ({ token: { id, text: tokenizer().token(id).text }, probability: next[id] as number }));
    const comparable = one.next && other.next && !comparison.reordered;
    return {
      change,
      about: `${comparison.about}${stack === "encoder" ? " (in the encoder)" : ""}`,
      tokens: ids.length,
      attention,
      stream: streamApart(one.final, other.final, order),
      next: comparable ? { before: named(one.next as Float64Array), after: named(other.next as Float64Array), divergence } : null,
    };
  } finally {
    signal.removeEventListener("abort", stop);
    // When one side failed, nobody waits for the other.
    stop();
    for (const sibling of [before, after]) if (sibling !== model) await sibling.dispose();
  }
}

/** The finished stream, and the distribution after the last token where the model predicts one. */
async function read(run: TracedRun): Promise<{ final: Float32Array; next: Float64Array | null }> {
  const { final, logits } = await run.unembed([run.ids.length - 1]);
  return { final, next: run.recipe.head?.task === "causal language model" ? softmax(logits) : null };
}

/** Token `order[i]` of one run stands at place i of the other. */
async function attentionApart(one: TracedRun, other: TracedRun, order: readonly number[], signal: AbortSignal, onStep: (fraction: number) => void): Promise<WhatIfResult["attention"]> {
  const { layers, heads } = one.recipe.config;
  const length = order.length;
  let [most, sum] = [0, 0];
  for (let layer = 0; layer < layers; layer++) {
    const a = await matrixOfLayer({ run: one, kind: "self" }, layer, signal);
    const b = await matrixOfLayer({ run: other, kind: "self" }, layer, signal);
    Cancelled.check(signal);
    for (let head = 0; head < heads; head++) {
      for (let query = 0; query < length; query++) {
        const rowOfA = (head * length + (order[query] as number)) * length;
        const rowOfB = (head * length + query) * length;
        for (let key = 0; key < length; key++) {
          const apart = Math.abs((a[rowOfA + (order[key] as number)] as number) - (b[rowOfB + key] as number));
          sum += apart;
          if (apart > most) most = apart;
        }
      }
    }
    onStep((layer + 1) / layers);
  }
  return { greatest: most, mean: sum / (layers * heads * length * length) };
}

function streamApart(one: Float32Array, other: Float32Array, order: readonly number[]): number {
  const width = one.length / order.length;
  let [most, size] = [0, 0];
  for (let i = 0; i < other.length; i++) {
    const own = one[(order[Math.floor(i / width)] as number) * width + (i % width)] as number;
    most = Math.max(most, Math.abs(own - (other[i] as number)));
    size = Math.max(size, Math.abs(own));
  }
  return size === 0 ? 0 : most / size;
}

/** Every token in another place, the same in every run. */
const backwards = (length: number): number[] => Array.from({ length }, (_, i) => length - 1 - i);

function softmax(logits: Float32Array): Float64Array {
  const most = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = Float64Array.from(logits, logit => Math.exp(logit - most));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map(weight => weight / sum);
}

/** Kullback–Leibler divergence of `after` from `before`, bits. */
function divergenceOf(before: Float64Array, after: Float64Array): number {
  return before.reduce((sum, probability, id) => (probability > 0 ? sum + probability * Math.log2(probability / Math.max(after[id] as number, 1e-300)) : sum), 0);
}

function greatest(values: Float64Array, count: number): number[] {
  return Array.from(values.keys())
    .sort((one, other) => (values[other] as number) - (values[one] as number))
    .slice(0, count);
}
