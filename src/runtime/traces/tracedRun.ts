import type { Token } from "../../protocol/tokens";
import { Problem } from "../../protocol/problem";
import type { KeyValueCache } from "../model/keyValueCache";
import type { LoadedModel } from "../model/loadedModel";

/** A finished pass: token ids, the residual stream at each layer, and keys and values. Grows linearly with length. */
export interface TracedRun {
  readonly model: LoadedModel;
  readonly tokens: readonly Token[];
  readonly ids: readonly number[];
  /** Position of each token. */
  readonly positions: readonly number[];
  /** One more than the greatest position, those of a batch included. */
  readonly longest: number;
  /** 1 for real tokens, 0 for padding; null when there is none. */
  readonly padding: readonly number[] | null;
  /** The residual stream before each layer and after the last: layers + 1 arrays [token d_model]. */
  readonly stream: readonly Float32Array[];
  readonly cache: KeyValueCache;
}

export interface TraceInput {
  readonly tokens: readonly Token[];
  readonly ids: readonly number[];
  readonly positions?: readonly number[];
  /** See {@link TracedRun.longest}; worked out where absent. */
  readonly longest?: number;
  readonly padding?: readonly number[];
  readonly headMask?: readonly (readonly number[])[];
  /** Which tokens get logits: none, the last, or all. */
  readonly rows: readonly number[];
  readonly signal: AbortSignal;
  readonly onStep?: (done: number) => void;
  /** Further outputs of the graph for `receive`: `final` (the stream after the last norm), and taps. */
  readonly also?: readonly string[];
  readonly taps?: readonly string[];
  readonly receive?: (output: string, from: number, data: Float32Array) => void;
}

/** Runs the model once over the input and keeps the residual stream; logits are [row, vocab]. */
export async function trace(model: LoadedModel, input: TraceInput): Promise<{ run: TracedRun; logits: Float32Array }> {
  const { config } = model.open.recipe;
  const { ids } = input;
  if (ids.length === 0) throw new Problem("text-empty", "There is nothing to run: the text has no tokens.", { remedy: "Select some text." });
  const names = Array.from({ length: config.layers }, (_, layer) => `blocks.${layer}.resid_pre`).concat(`blocks.${config.layers - 1}.resid_post`);
  const stream = names.map(() => new Float32Array(ids.length * config.dModel));
  const cache = model.newCache();
  const positions = input.positions ?? ids.map((_, i) => i);
  const longest = input.longest ?? positions.reduce((most, position) => Math.max(most, position + 1), 0);
  const logits = await model.forward({
    ids,
    positions,
    longest,
    cache,
    rows: input.rows,
    signal: input.signal,
    fetch: [...names, ...(input.also ?? [])],
    receive: (output, from, data) => {
      stream[names.indexOf(output)]?.set(data, from * config.dModel);
      input.receive?.(output, from, data);
    },
    ...(input.padding && { padding: input.padding }),
    ...(input.taps && { taps: input.taps }),
    ...(input.headMask && { headMask: input.headMask }),
    ...(input.onStep && { onStep: input.onStep }),
  });
  return { run: { model, tokens: input.tokens, ids, positions, longest, padding: input.padding ?? null, stream, cache }, logits };
}

/** Bytes that a run keeps. */
export const bytesOf = (run: TracedRun): number => run.cache.bytes + run.stream.reduce((sum, layer) => sum + layer.byteLength, 0);
