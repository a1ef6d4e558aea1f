import type { LoadedModel, Memory } from "../model/loadedModel";
import { TracedRun, type TraceInput } from "./tracedRun";

/** An encoder's finished run, and what the decoder reads of it. */
export interface Encoded {
  readonly run: TracedRun;
  /** The stream after the last norm: [token d_model]. */
  readonly final: Float32Array;
  readonly memory: Memory;
}

/** Runs the encoder of an encoder–decoder model to its end, once for however many tokens the decoder then makes. */
export async function encodeSource(model: LoadedModel, input: Omit<TraceInput, "stack" | "memory">): Promise<Encoded> {
  const run = new TracedRun(model, { ...input, stack: "encoder" });
  const { final } = await run.unembed([]);
  return { run, final, memory: await model.remember(final, input.padding ?? null) };
}
