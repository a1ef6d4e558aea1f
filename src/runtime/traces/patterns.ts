import { setImmediate } from "node:timers/promises";
import { Cancelled } from "../../protocol/problem";
import { maskRows } from "../model/parts/masks";
import type { Feeds } from "../model/positions/position";
import type { TracedRun } from "./tracedRun";

/** Query rows per step: keeps each step short, and its memory small, at any length. */
const BAND = 256;

/** Some query rows of some heads of one layer. */
export interface Band {
  readonly from: number;
  readonly to: number;
  /** [head, to − from, key] for the heads asked for. */
  readonly pattern: Float32Array;
}
/** All heads' rows with what the graph measures of them. */
export interface LayerBand extends Band {
  /** [head, to − from], nats. */
  readonly entropy: Float32Array;
  /** [head, to − from], tokens: mean of |query − key|. */
  readonly distance: Float32Array;
}

/** Recomputes a head's attention from the residual stream, band by band of query rows [from, to). */
export async function* headBands(run: TracedRun, layer: number, head: number, rows: { from: number; to: number }, signal: AbortSignal): AsyncGenerator<Band> {
  const { heads, kvHeads } = run.model.open.recipe.config;
  const chosen = {
    heads: { data: BigInt64Array.of(BigInt(head)), shape: [1] },
    kv_heads: { data: BigInt64Array.of(BigInt(Math.floor(head / (heads / kvHeads)))), shape: [1] },
  };
  for (const { from, to } of bands(rows)) {
    await setImmediate();
    Cancelled.check(signal);
    const { pattern } = await run.model.run({ kind: "pattern of chosen heads", layer }, ["pattern"], { ...rowFeeds(run, layer, from, to), ...chosen });
    yield { from, to, pattern: pattern as Float32Array };
  }
}

/** Recomputes all heads of a layer, band by band of query rows. */
export async function* layerBands(run: TracedRun, layer: number, signal: AbortSignal): AsyncGenerator<LayerBand> {
  const length = run.ids.length;
  for (const { from, to } of bands({ from: 0, to: length })) {
    await setImmediate();
    Cancelled.check(signal);
    const distances = Float32Array.from({ length: (to - from) * length }, (_, i) => Math.abs(from + Math.floor(i / length) - (i % length)));
    const feeds = { ...rowFeeds(run, layer, from, to), distances: { data: distances, shape: [to - from, length] } };
    const { pattern, entropy, distance } = await run.model.run({ kind: "pattern", layer }, ["pattern", "entropy", "distance"], feeds);
    yield { from, to, pattern: pattern as Float32Array, entropy: entropy as Float32Array, distance: distance as Float32Array };
  }
}

/** All heads of a layer at once: [head, query, key]. For files; pages ask for tiles. */
export async function matrixOfLayer(run: TracedRun, layer: number, signal: AbortSignal): Promise<Float32Array> {
  const { heads } = run.model.open.recipe.config;
  const length = run.ids.length;
  const whole = new Float32Array(heads * length * length);
  for await (const { from, to, pattern } of layerBands(run, layer, signal)) {
    const size = (to - from) * length;
    for (let head = 0; head < heads; head++) whole.set(pattern.subarray(head * size, (head + 1) * size), (head * length + from) * length);
  }
  return whole;
}

/** ‖v W_O‖ of every key for one head: [key]. */
export async function valueLengths(run: TracedRun, layer: number, head: number): Promise<Float32Array> {
  const { heads, kvHeads } = run.model.open.recipe.config;
  const { lengths } = await run.model.run({ kind: "value lengths", layer }, ["lengths"], {
    values: run.cache.values(layer),
    heads: { data: BigInt64Array.of(BigInt(head)), shape: [1] },
    kv_heads: { data: BigInt64Array.of(BigInt(Math.floor(head / (heads / kvHeads)))), shape: [1] },
  });
  return lengths as Float32Array;
}

function* bands({ from, to }: { from: number; to: number }): Generator<{ from: number; to: number }> {
  for (let start = from; start < to; start += BAND) yield { from: start, to: Math.min(start + BAND, to) };
}

function rowFeeds(run: TracedRun, layer: number, from: number, to: number): Feeds {
  const { config, mask, position } = run.model.open.recipe;
  const keys = run.ids.length;
  return {
    stream: { data: (run.stream[layer] as Float32Array).subarray(from * config.dModel, to * config.dModel), shape: [to - from, config.dModel] },
    mask: { data: maskRows(mask, { from, to }, keys, run.padding ?? undefined), shape: [to - from, keys] },
    keys: run.cache.keys(layer),
    ...position.feeds({ at: run.positions.slice(from, to), longest: run.longest }),
  };
}
