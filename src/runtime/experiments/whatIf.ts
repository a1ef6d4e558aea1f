import { Problem } from "../../protocol/problem";
import type { Token } from "../../protocol/tokens";
import type { NextToken, PastContext, PositionChange, WhatIfResult } from "../../protocol/whatIf";
import type { LoadedModel } from "../model/loadedModel";
import type { Loaded } from "../models";
import { TracedRun } from "../traces/tracedRun";
import { attentionApart, type ComparedRun } from "./attentionApart";
import { divergenceOf, lossesPast, mostProbable, nextTokenLosses, predictsNext, softmax } from "./nextTokens";
import { comparisonOf } from "./positionChanges";
import { sidesOf } from "./sides";

const NEXT_TOKENS = 5;

/** Runs a text as the model does and with something about positions changed, and measures what that moved; of an encoder–decoder in its encoder. */
export async function whatIf({ model, tokenizer }: Loaded, text: string, change: PositionChange, signal: AbortSignal, onStep: (fraction: number) => void): Promise<WhatIfResult> {
  const { open } = model;
  const stack = open.encoder ? "encoder" : "main";
  const recipe = model.recipeOf(stack);
  const { context } = recipe.config;
  const comparison = comparisonOf(change, recipe);
  const tokens = await tokenizer().encode(text);
  if (tokens.length === 0) throw new Problem("text-empty", "There is nothing to run: the text has no tokens.", { remedy: "Select some text." });
  const sides = sidesOf(comparison, { ids: tokens.map(token => token.id), special: specialInFront(tokens) }, context);
  // Models of their own, over the same mapped weights: graphs are made anew, nothing is loaded twice.
  const [before, after] = [comparison.before, comparison.after].map(wanted => (wanted === recipe ? model : model.sibling(stack, wanted))) as [LoadedModel, LoadedModel];
  const one = { run: new TracedRun(before, { stack, ids: sides.before.ids, positions: sides.before.positions }), places: sides.before.places };
  const other = { run: new TracedRun(after, { stack, ids: sides.after.ids, positions: sides.after.positions }), places: sides.after.places };
  const stop = (): void => [one, other].forEach(({ run }) => run.stop());
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const { attention, byDistance, far } = await attentionApart(one, other, context, signal, onStep);
    const [ended, otherwise] = [await read(one.run), await read(other.run)];
    const named = (next: Float64Array): NextToken[] => mostProbable(next, NEXT_TOKENS).map(id => ({ token: { id, text: tokenizer().token(id).text }, probability: next[id] as number }));
    return {
      change,
      about: `${comparison.about(other.run.ids.length, context)}${stack === "encoder" ? " (in the encoder)" : ""}`,
      tokens: other.run.ids.length,
      attention,
      byDistance: comparison.reordered ? null : byDistance,
      stream: streamApart(ended.final, one, otherwise.final, other),
      next: ended.next && otherwise.next && !comparison.reordered ? { before: named(ended.next), after: named(otherwise.next), divergence: divergenceOf(ended.next, otherwise.next) } : null,
      past: comparison.most === null ? null : { context, far, losses: await losses(one, other, context) },
    };
  } finally {
    signal.removeEventListener("abort", stop);
    // When one side failed, nobody waits for the other.
    stop();
    for (const sibling of [before, after]) if (sibling !== model) await sibling.dispose();
  }
}

/** Tokens in front of the first that stands for something of the text. */
function specialInFront(tokens: readonly Token[]): number {
  const first = tokens.findIndex(token => token.range !== null);
  return first < 0 ? 0 : first;
}

/** The finished stream, and the distribution after the last token where the model predicts one. */
async function read(run: TracedRun): Promise<{ final: Float32Array; next: Float64Array | null }> {
  const { final, logits } = await run.unembed([run.ids.length - 1]);
  return { final, next: predictsNext(run) ? softmax(logits) : null };
}

async function losses(one: ComparedRun, other: ComparedRun, context: number): Promise<PastContext["losses"]> {
  if (!predictsNext(other.run)) return null;
  return lossesPast(await nextTokenLosses(other.run), await nextTokenLosses(one.run), other.places, context);
}

function streamApart(a: Float32Array, one: ComparedRun, b: Float32Array, other: ComparedRun): number {
  const width = one.run.recipe.config.dModel;
  let [most, size] = [0, 0];
  one.places.forEach((place, index) => {
    const there = other.places[index] as number;
    for (let channel = 0; channel < width; channel++) {
      const own = a[place * width + channel] as number;
      most = Math.max(most, Math.abs(own - (b[there * width + channel] as number)));
      size = Math.max(size, Math.abs(own));
    }
  });
  return size === 0 ? 0 : most / size;
}
