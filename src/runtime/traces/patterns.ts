import { setImmediate } from "node:timers/promises";
import { Cancelled, Problem } from "../../protocol/problem";
import type { KeyValueCache } from "../model/keyValueCache";
import { full, maskFeed, visibleKeys } from "../model/parts/masks";
import { integers, type Feed, type Feeds } from "../model/positions/position";
import type { AttentionOf } from "./passage";
import type { TracedRun } from "./tracedRun";

/** Numbers of a band's pattern that are computed at once: they stay in the processor's cache from product to softmax to sums. */
const BAND_CELLS = 1 << 19;
/** Query rows at a time at most, so that each step stays short. */
const BAND_ROWS = 256;

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Some query rows of some heads of one layer, over the keys that any of these rows sees; all other entries are 0. */
export interface Band {
  readonly rows: Range;
  readonly keys: Range;
  /** [head, row, key] for the heads asked for; whoever asked may write over it. */
  readonly pattern: Float32Array;
}
/** All heads' rows with what the graph measures of them. */
export interface LayerBand extends Band {
  /** [head, row], nats. */
  readonly entropy: Float32Array;
  /** [head, row], tokens: mean of |query − key|. */
  readonly distance: Float32Array;
}

/** A head's rows with what the softmax was taken of, both [row, key]. */
export interface LogitBand extends Band {
  /** Scaled q·k alone. */
  readonly content: Float32Array;
  /** With what positions and mask add. */
  readonly scores: Float32Array;
}

/** Recomputes a head's attention from the residual stream, band by band of query rows; with another scale on q·k than the model's if given. */
export async function* headBands(of: AttentionOf, layer: number, head: number, rows: Range, signal: AbortSignal, scale?: number): AsyncGenerator<Band> {
  for await (const { pattern, ...band } of headRows(of, layer, head, rows, signal, ["pattern"], scale)) yield { ...band, pattern: pattern as Float32Array };
}

/** The same with the logits that the pattern comes from. */
export async function* logitBands(of: AttentionOf, layer: number, head: number, rows: Range, signal: AbortSignal): AsyncGenerator<LogitBand> {
  for await (const { pattern, content, scores, ...band } of headRows(of, layer, head, rows, signal, ["pattern", "content", "scores"])) {
    yield { ...band, pattern: pattern as Float32Array, content: content as Float32Array, scores: scores as Float32Array };
  }
}

type HeadOutput = "pattern" | "content" | "scores";
type HeadRows = { readonly rows: Range; readonly keys: Range } & { readonly [name in HeadOutput]?: Float32Array };

async function* headRows(of: AttentionOf, layer: number, head: number, rows: Range, signal: AbortSignal, fetch: readonly HeadOutput[], scale?: number): AsyncGenerator<HeadRows> {
  const { run } = of;
  const release = await run.hold(layer);
  try {
    const read = ofHead(cacheOf(of).keys(layer), keyHead(run, head));
    for (const band of bands(of, rows, 1)) {
      await setImmediate();
      Cancelled.check(signal);
      const keys = of.kind === "self" ? { keys: rowsOf(read, band.keys) } : { memory: read };
      const feeds = { ...rowFeeds(of, layer, band), ...keys, heads: integers([head]) };
      const wanted = { stack: run.stack, kind: "pattern of chosen heads", ...place(of, layer), ...(scale !== undefined && { scale }) } as const;
      yield { ...band, ...(await run.model.run(wanted, fetch, feeds)) };
    }
  } finally {
    release();
  }
}

/** Recomputes all heads of a layer, band by band of query rows. */
export async function* layerBands(of: AttentionOf, layer: number, signal: AbortSignal): AsyncGenerator<LayerBand> {
  const { run } = of;
  const release = await run.hold(layer);
  try {
    for (const band of bands(of, { from: 0, to: run.ids.length }, run.recipe.config.heads)) {
      await setImmediate();
      Cancelled.check(signal);
      const feeds = { ...rowFeeds(of, layer, band), distances: distances(band.rows, band.keys) };
      const { pattern, entropy, distance } = await run.model.run({ stack: run.stack, kind: "pattern", ...place(of, layer) }, ["pattern", "entropy", "distance"], feeds);
      yield { ...band, pattern: pattern as Float32Array, entropy: entropy as Float32Array, distance: distance as Float32Array };
    }
  } finally {
    release();
  }
}

/** All heads of a layer at once: [head, query, key]. For files; pages ask for tiles. */
export async function matrixOfLayer(of: AttentionOf, layer: number, signal: AbortSignal): Promise<Float32Array> {
  const { run } = of;
  const { heads } = run.recipe.config;
  const length = run.ids.length;
  const across = keyCount(of);
  const whole = new Float32Array(heads * length * across);
  for await (const { rows, keys, pattern } of layerBands(of, layer, signal)) {
    const [height, width] = [rows.to - rows.from, keys.to - keys.from];
    for (let row = 0; row < heads * height; row++) {
      const target = (Math.floor(row / height) * length + rows.from + (row % height)) * across + keys.from;
      whole.set(pattern.subarray(row * width, (row + 1) * width), target);
    }
  }
  return whole;
}

/** ‖v W_O‖ of every key for one head: [key]. */
export async function valueLengths(of: AttentionOf, layer: number, head: number): Promise<Float32Array> {
  const { run, kind } = of;
  const release = await run.hold(layer);
  try {
    const feeds = { values: ofHead(cacheOf(of).values(layer), keyHead(run, head)), heads: integers([head]) };
    return (await run.model.run({ stack: run.stack, kind: "value lengths", attention: kind, layer }, ["lengths"], feeds))["lengths"] as Float32Array;
  } finally {
    release();
  }
}

/** The key head that a head's group shares. */
const keyHead = ({ recipe: { config } }: TracedRun, head: number): number => Math.floor((head * config.kvHeads) / config.heads);

/** A head by number, and its key head. */
export const chosenHead = (run: TracedRun, head: number): Feeds => ({ heads: integers([head]), kv_heads: integers([keyHead(run, head)]) });

/** One head's rows of keys or values [key kv_head d_head], by themselves: [key 1 d_head]. */
function ofHead({ data, shape }: Feed, head: number): Feed {
  const [keys, heads, width] = shape as [number, number, number];
  const rows = new Float32Array(keys * width);
  for (let key = 0, from = head * width; key < keys; key++, from += heads * width) rows.set((data as Float32Array).subarray(from, from + width), key * width);
  return { data: rows, shape: [keys, 1, width] };
}

/** Some rows of [key 1 d_head]: a view. */
function rowsOf({ data, shape }: Feed, { from, to }: Range): Feed {
  const [, , width] = shape as [number, number, number];
  return { data: (data as Float32Array).subarray(from * width, to * width), shape: [to - from, 1, width] };
}

/** Where an attention's keys and values lie: of the tokens themselves, or of the encoder's. */
function cacheOf({ run, kind }: AttentionOf): KeyValueCache {
  if (kind === "self") return run.cache;
  if (run.memory) return run.memory.cache;
  throw new Problem("input-invalid", `${run.model.open.checkpoint.name} has no cross-attention: it has no encoder.`, { remedy: "Choose an encoder–decoder model." });
}

const place = ({ run, kind }: AttentionOf, layer: number) => ({ attention: kind, layer, ...(kind === "cross" && run.headMask && { headMask: true }) });

/** Keys of an attention: the run's own tokens, or the encoder's. */
export const keyCount = (of: AttentionOf): number => (of.kind === "self" ? of.run.ids.length : cacheOf(of).length);

function* bands(of: AttentionOf, { from, to }: Range, heads: number): Generator<{ rows: Range; keys: Range }> {
  const length = keyCount(of);
  const height = Math.min(BAND_ROWS, Math.max(8, Math.floor(BAND_CELLS / (heads * length))));
  for (let start = from; start < to; start += height) {
    const rows = { from: start, to: Math.min(start + height, to) };
    yield { rows, keys: of.kind === "self" ? visibleKeys(of.run.mask, rows, length) : { from: 0, to: length } };
  }
}

function rowFeeds(of: AttentionOf, layer: number, { rows, keys }: { rows: Range; keys: Range }): Feeds {
  const { run, kind } = of;
  const { dModel } = run.recipe.config;
  // Queries of cross-attention stand behind the block's own attention, which reads keys of its own.
  const own = kind === "self" ? keys : visibleKeys(run.mask, rows, run.ids.length);
  return {
    stream: { data: (run.stream[layer] as Float32Array).subarray(rows.from * dModel, rows.to * dModel), shape: [rows.to - rows.from, dModel] },
    mask: maskFeed(run.mask, rows, own, run.padding ?? undefined),
    keys: run.cache.keys(layer, own.to, own.from),
    ...run.placing(rows, own),
    ...(kind === "cross" && {
      values: run.cache.values(layer, own.to, own.from),
      memory: cacheOf(of).keys(layer),
      ...(run.headMask && { head_mask: run.headMask }),
      "mask.source": maskFeed(full, rows, keys, run.memory?.padding ?? undefined),
    }),
  };
}

/** |query − key| for the graph's mean: [row, key]. */
function distances(rows: Range, keys: Range): Feed {
  const width = keys.to - keys.from;
  const data = new Float32Array((rows.to - rows.from) * width);
  for (let row = rows.from, at = 0; row < rows.to; row++) for (let key = keys.from; key < keys.to; key++) data[at++] = Math.abs(row - key);
  return { data, shape: [rows.to - rows.from, width] };
}
