import type { LoadedModel, Memory } from "../model/loadedModel";
import { TracedRun, type TraceInput } from "./tracedRun";

/** An encoder's finished run, and what the decoder reads of it. */
export interface Encoded {
  readonly run: TracedRun;
  /** The stream after the last norm: [token d_model]. */
  readonly final: Float32Array;
  readonly memory: Memory;
}

type EncoderInput = Omit<TraceInput, "stack" | "memory"> & { readonly signal?: AbortSignal };

/** Runs the encoder of an encoder–decoder model to its end, once for however many tokens the decoder then makes. */
export async function encodeSource(model: LoadedModel, { signal, ...input }: EncoderInput): Promise<Encoded> {
  const run = new TracedRun(model, { ...input, stack: "encoder" });
  const stop = (): void => run.stop();
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  const { final } = await run.unembed([]).finally(() => signal?.removeEventListener("abort", stop));
  return { run, final, memory: await model.remember(final, input.padding ?? null) };
}
