import type { WritableTensor } from "../checkpoints/writeSafetensors";
import { Problem } from "../../protocol/problem";
import { STEP, type LoadedModel } from "../model/loadedModel";
import { kindOf, TAPS } from "../graph/taps";
import { axesOf } from "../graph/value";
import { matrixOfLayer } from "../traces/patterns";
import { TracedRun } from "../traces/tracedRun";
import { classifierLoss, languageModelLoss } from "./loss";
import type { Case } from "./inputs";

/** What a trace file can hold. */
export const OUTPUTS = ["logits", "loss", "hidden_states", "attentions"] as const;
export type Output = (typeof OUTPUTS)[number];

export interface TraceOptions {
  readonly only: readonly Output[];
  /** Further taps, `blocks.0.attn.q`, as [batch, …the tap's axes]. */
  readonly taps: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * The tensors of one case under upstream's names: `logits` [batch, time, vocab] (classifiers [batch, labels]), `loss`,
 * `hidden_states.I` [batch, time, d_model] (the last one after the final norm) and `attentions.L` [batch, head, query, key],
 * computed by the same run and slices that the views use.
 */
export async function traceCase(model: LoadedModel, given: Case, { only, taps, signal }: TraceOptions): Promise<Map<string, WritableTensor>> {
  const { config, head } = model.open.recipe;
  const [batch, time] = [given.ids.length, given.ids[0]?.length ?? 0];
  checkTaps(taps, time, config.layers);
  const width = head.labels ?? config.vocabulary;
  const longest = given.positions ? Math.max(...given.positions.flat()) + 1 : time;
  const parts = new Map<string, { shape: number[]; rows: Float32Array[] }>();
  const add = (name: string, shape: readonly number[], data: Float32Array): void => {
    const part = parts.get(name) ?? { shape: [batch, ...shape], rows: [] };
    part.rows.push(data);
    parts.set(name, part);
  };
  const logits: Float32Array[] = [];
  for (const [i, ids] of given.ids.entries()) {
    const tapped = new Map<string, Float32Array[]>(taps.map(tap => [tap, []]));
    const run = new TracedRun(model, {
      ids,
      longest,
      taps,
      receive: (tap, _from, data) => tapped.get(tap)?.push(data),
      ...(given.positions && { positions: given.positions[i] as readonly number[] }),
      ...(given.attentionMask && { padding: given.attentionMask[i] as readonly number[] }),
      ...(given.headMask && { headMask: given.headMask }),
    });
    const classifies = head.task === "sequence classification";
    const unembedded = await run.unembed(classifies ? [lastReal(ids, config.padId, batch)] : ids.map((_, row) => row));
    logits.push(unembedded.logits);
    if (only.includes("logits")) add("logits", classifies ? [width] : [time, width], unembedded.logits);
    if (only.includes("hidden_states")) {
      run.stream.slice(0, -1).forEach((data, layer) => add(`hidden_states.${layer}`, [time, config.dModel], data));
      add(`hidden_states.${config.layers}`, [time, config.dModel], unembedded.final);
    }
    if (only.includes("attentions")) await addAttentions(run, given.headMask, add, signal);
    for (const [tap, pieces] of tapped) add(tap, shapeOf(tap, time, model), joined(pieces));
  }
  const tensors = new Map([...parts].map(([name, { shape, rows }]) => [`${given.name}.${name}`, { shape, data: joined(rows) }]));
  if (given.labels && only.includes("loss")) {
    const loss = config.labels === null ? languageModelLoss(logits, given.labels as number[][], config.vocabulary) : classifierLoss(logits, given.labels as number[]);
    tensors.set(`${given.name}.loss`, { shape: [], data: Float32Array.of(loss) });
  }
  return tensors;
}

async function addAttentions(run: TracedRun, headMask: Case["headMask"], add: (name: string, shape: readonly number[], data: Float32Array) => void, signal: AbortSignal): Promise<void> {
  const { layers, heads } = run.model.open.recipe.config;
  const time = run.ids.length;
  for (let layer = 0; layer < layers; layer++) {
    const pattern = await matrixOfLayer(run, layer, signal);
    headMask?.[layer]?.forEach((factor, head) => {
      const matrix = pattern.subarray(head * time * time, (head + 1) * time * time);
      if (factor !== 1) matrix.forEach((value, cell) => (matrix[cell] = value * factor));
    });
    add(`attentions.${layer}`, [heads, time, time], pattern);
  }
}

/** Where a classifier reads: the token before the first padding token, as upstream counts it. */
function lastReal(ids: readonly number[], padId: number | null, batch: number): number {
  if (padId === null && batch > 1) {
    throw new Problem("input-invalid", "A batch of sequences needs pad_token_id in config.json to find where each ends.", { remedy: "Give one sequence a case." });
  }
  const first = padId === null ? -1 : ids.indexOf(padId);
  return first > 0 ? first - 1 : ids.length - 1;
}

function checkTaps(taps: readonly string[], time: number, layers: number): void {
  for (const tap of taps) {
    const layer = Number(/blocks\.(\d+)\./.exec(tap)?.[1] ?? 0);
    let axes: string;
    try {
      axes = TAPS[kindOf(tap)];
    } catch {
      throw new Problem("input-unknown", `There is no tap ${tap}.`, { remedy: `Known are, per block "blocks.L.": ${Object.keys(TAPS).join(", ")}.` });
    }
    if (tap === "embed") throw new Problem("input-unknown", "The embedding is the output hidden_states.0.", { remedy: "Leave the tap out." });
    if (layer >= layers) throw new Problem("input-unknown", `There is no tap ${tap}: the model has ${layers} layers.`, { remedy: `Layers count from 0 to ${layers - 1}.` });
    if (axesOf(axes)[0] !== "query" && time > STEP) {
      throw new Problem("input-invalid", `${tap} is [${axes}] and is traced whole: at most ${STEP} tokens, not ${time}.`, { remedy: 'Use the output "attentions", which has no such limit.' });
    }
  }
}

function shapeOf(tap: string, time: number, { open: { recipe } }: LoadedModel): number[] {
  const { config } = recipe;
  const sizes: Readonly<Record<string, number>> = { query: time, key: time, row: time, d_model: config.dModel, head: config.heads, kv_head: config.kvHeads, d_head: config.dHead, d_mlp: config.dMlp, vocab: config.vocabulary };
  return axesOf(TAPS[kindOf(tap)]).map(axis => sizes[axis] as number);
}

function joined(pieces: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
