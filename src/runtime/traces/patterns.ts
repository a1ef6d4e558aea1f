import { setImmediate } from "node:timers/promises";
import { Cancelled, Problem } from "../../protocol/problem";
import type { KeyValueCache } from "../model/keyValueCache";
import { full, maskFeed, visibleKeys } from "../model/parts/masks";
import type { AttentionKind } from "../model/slices";
import { integers, type Feed, type Feeds } from "../model/positions/position";
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
  /** [head, row, key] for the heads asked for. */
  readonly pattern: Float32Array;
}
/** All heads' rows with what the graph measures of them. */
export interface LayerBand extends Band {
  /** [head, row], nats. */
  readonly entropy: Float32Array;
  /** [head, row], tokens: mean of |query − key|. */
  readonly distance: Float32Array;
}

/** Recomputes a head's attention from the residual stream, band by band of query rows. */
export async function* headBands(run: TracedRun, layer: number, head: number, rows: Range, signal: AbortSignal, kind: AttentionKind = "self"): AsyncGenerator<Band> {
  await run.ready(layer);
  for (const band of bands(run, kind, rows, 1)) {
    await setImmediate();
    Cancelled.check(signal);
    const feeds = { ...rowFeeds(run, kind, layer, band), ...chosen(run, head) };
    const { pattern } = await run.model.run({ stack: run.stack, kind: "pattern of chosen heads", ...place(run, kind, layer) }, ["pattern"], feeds);
    yield { ...band, pattern: pattern as Float32Array };
  }
}

/** Recomputes all heads of a layer, band by band of query rows. */
export async function* layerBands(run: TracedRun, layer: number, signal: AbortSignal, kind: AttentionKind = "self"): AsyncGenerator<LayerBand> {
  await run.ready(layer);
  for (const band of bands(run, kind, { from: 0, to: run.ids.length }, run.recipe.config.heads)) {
    await setImmediate();
    Cancelled.check(signal);
    const feeds = { ...rowFeeds(run, kind, layer, band), distances: distances(band.rows, band.keys) };
    const { pattern, entropy, distance } = await run.model.run({ stack: run.stack, kind: "pattern", ...place(run, kind, layer) }, ["pattern", "entropy", "distance"], feeds);
    yield { ...band, pattern: pattern as Float32Array, entropy: entropy as Float32Array, distance: distance as Float32Array };
  }
}

/** All heads of a layer at once: [head, query, key]. For files; pages ask for tiles. */
export async function matrixOfLayer(run: TracedRun, layer: number, signal: AbortSignal, kind: AttentionKind = "self"): Promise<Float32Array> {
  const { heads } = run.recipe.config;
  const length = run.ids.length;
  const across = keyCount(run, kind);
  const whole = new Float32Array(heads * length * across);
  for await (const { rows, keys, pattern } of layerBands(run, layer, signal, kind)) {
    const [height, width] = [rows.to - rows.from, keys.to - keys.from];
    for (let row = 0; row < heads * height; row++) {
      const target = (Math.floor(row / height) * length + rows.from + (row % height)) * across + keys.from;
      whole.set(pattern.subarray(row * width, (row + 1) * width), target);
    }
  }
  return whole;
}

/** ‖v W_O‖ of every key for one head: [key]. */
export async function valueLengths(run: TracedRun, layer: number, head: number, kind: AttentionKind = "self"): Promise<Float32Array> {
  await run.ready(layer);
  const feeds = { values: cacheOf(run, kind).values(layer), ...chosen(run, head) };
  return (await run.model.run({ stack: run.stack, kind: "value lengths", attention: kind, layer }, ["lengths"], feeds))["lengths"] as Float32Array;
}

/** A head by number, and the key head that its group shares. */
function chosen(run: TracedRun, head: number): Feeds {
  const { heads, kvHeads } = run.recipe.config;
  return { heads: integers([head]), kv_heads: integers([Math.floor((head * kvHeads) / heads)]) };
}

/** Where an attention's keys and values lie: of the tokens themselves, or of the encoder's. */
function cacheOf(run: TracedRun, kind: AttentionKind): KeyValueCache {
  if (kind === "self") return run.cache;
  if (run.memory) return run.memory.cache;
  throw new Problem("input-invalid", `${run.model.open.checkpoint.name} has no cross-attention: it has no encoder.`, { remedy: "Choose an encoder–decoder model." });
}

const place = (run: TracedRun, attention: AttentionKind, layer: number) => ({ attention, layer, ...(attention === "cross" && run.headMask && { headMask: true }) });

const keyCount = (run: TracedRun, kind: AttentionKind): number => (kind === "self" ? run.ids.length : cacheOf(run, kind).length);

function* bands(run: TracedRun, kind: AttentionKind, { from, to }: Range, heads: number): Generator<{ rows: Range; keys: Range }> {
  const length = keyCount(run, kind);
  const height = Math.min(BAND_ROWS, Math.max(8, Math.floor(BAND_CELLS / (heads * length))));
  for (let start = from; start < to; start += height) {
    const rows = { from: start, to: Math.min(start + height, to) };
    yield { rows, keys: kind === "self" ? visibleKeys(run.mask, rows, length) : { from: 0, to: length } };
  }
}

function rowFeeds(run: TracedRun, kind: AttentionKind, layer: number, { rows, keys }: { rows: Range; keys: Range }): Feeds {
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
      memory: cacheOf(run, kind).keys(layer),
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
