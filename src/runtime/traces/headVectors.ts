import { setImmediate } from "node:timers/promises";
import { Cancelled } from "../../protocol/problem";
import { STEP } from "../model/loadedModel";
import { chosenHead } from "./patterns";
import type { TracedRun } from "./tracedRun";

/** A head's queries and keys, both [token d_head], as the pattern is made of them. */
export interface Vectors {
  readonly q: Float32Array;
  readonly k: Float32Array;
}

/** Recomputes a head's queries and keys from the residual stream; `still` as they are before positions turn them, where they do. */
export async function headVectors(run: TracedRun, layer: number, head: number, signal: AbortSignal): Promise<Vectors & { readonly still: Vectors | null }> {
  await run.ready(layer);
  const { dHead, dModel } = run.recipe.config;
  const turns = run.recipe.position.rotate !== undefined;
  const names = turns ? ["q", "k", "still.q", "still.k"] : ["q", "k"];
  const length = run.ids.length;
  const whole = Object.fromEntries(names.map(name => [name, new Float32Array(length * dHead)]));
  for (let from = 0; from < length; from += STEP) {
    await setImmediate();
    Cancelled.check(signal);
    const rows = { from, to: Math.min(from + STEP, length) };
    const stream = { data: (run.stream[layer] as Float32Array).subarray(rows.from * dModel, rows.to * dModel), shape: [rows.to - rows.from, dModel] };
    const found = await run.model.run({ stack: run.stack, kind: "vectors", layer }, names, { stream, ...run.placing(rows, rows), ...chosenHead(run, head) });
    for (const name of names) whole[name]?.set(found[name] as Float32Array, from * dHead);
  }
  const vectors = (prefix: string): Vectors => ({ q: whole[`${prefix}q`] as Float32Array, k: whole[`${prefix}k`] as Float32Array });
  return { ...vectors(""), still: turns ? vectors("still.") : null };
}
