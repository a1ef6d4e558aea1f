import type { WritableTensor } from "../checkpoints/writeSafetensors";
import { Problem } from "../../protocol/problem";
import type { LoadedModel, Memory } from "../model/loadedModel";
import { joined } from "../joined";
import { encodeSource } from "../traces/encoderRun";
import { TracedRun } from "../traces/tracedRun";
import { maskOf, type Case } from "./inputs";
import { lossOf } from "./loss";
import { addAttentions, addHiddenStates, type Add } from "./stackTensors";
import { checkTaps, shapeOfTap } from "./tapShapes";

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
 * `hidden_states.I` [batch, time, d_model] (the last one after the final norm) and `attentions.L` [batch, head, query, key]; of an
 * encoder–decoder `encoder_…`, `decoder_…` and `cross_attentions.L`; of choices `mc_logits` [batch, choice]. All are computed
 * by the same runs and slices that the views use.
 */
export async function traceCase(model: LoadedModel, given: Case, options: TraceOptions): Promise<Map<string, WritableTensor>> {
  const { recipe, encoder } = model.open;
  const { only, taps, signal } = options;
  const parts = new Map<string, { shape: number[]; rows: Float32Array[] }>();
  const add: Add = (name, shape, data) => {
    const part = parts.get(name) ?? { shape: [given.ids.length, ...shape], rows: [] };
    part.rows.push(data);
    parts.set(name, part);
  };
  const mainIds = given.decoder?.ids ?? given.ids;
  checkTaps(taps, recipe, mainIds[0]?.length ?? 0);
  const logits: Float32Array[] = [];
  for (const i of given.ids.keys()) {
    const memory = encoder ? await encode(model, given, i, options, add) : undefined;
    const tapped = new Map<string, Float32Array[]>(taps.map(tap => [tap, []]));
    const run = mainRun(model, given, i, { memory, taps, receive: (tap, _from, data) => void tapped.get(tap)?.push(data) });
    const rows = rowsToRead(model, run.ids, given.ids.length);
    const read = await run.unembed(rows ?? run.ids.map((_, row) => row), given.choiceAt ? [given.choiceAt[i] as number] : [0]);
    const width = recipe.head.labels ?? recipe.config.vocabulary;
    logits.push(read.logits);
    if (only.includes("logits")) {
      add("logits", rows ? [width] : [run.ids.length, width], read.logits);
      if (given.choiceAt) add("mc_logits", [], read.choice);
    }
    const [of, own] = encoder ? ["decoder_", given.decoder?.headMask] : ["", given.headMask];
    if (only.includes("hidden_states")) addHiddenStates(run, of, read.final, add);
    if (only.includes("attentions")) {
      await addAttentions(run, `${of}attentions`, "self", own, add, signal);
      if (encoder) await addAttentions(run, "cross_attentions", "cross", given.decoder?.crossHeadMask, add, signal);
    }
    for (const [tap, pieces] of tapped) add(tap, shapeOfTap(tap, run), joined(pieces));
  }
  const tensors = new Map([...parts].map(([name, { shape, rows }]) => [`${given.name}.${name}`, { shape: grouped(name, shape, given, recipe.config.layers), data: joined(rows) }]));
  if (given.labels && only.includes("loss")) {
    tensors.set(`${given.name}.loss`, { shape: [], data: Float32Array.of(lossOf(recipe, logits, given.labels)) });
  }
  return tensors;
}

/** Runs the encoder over sequence `i`, and returns what the decoder reads of it. */
async function encode(model: LoadedModel, given: Case, i: number, { only, signal }: TraceOptions, add: Add): Promise<Memory> {
  const padding = given.attentionMask?.[i];
  const { run, final, memory } = await encodeSource(model, { ids: given.ids[i] as readonly number[], ...(padding && { padding }), ...(given.headMask && { headMask: given.headMask }) });
  if (only.includes("hidden_states")) {
    addHiddenStates(run, "encoder_", final, add);
    add("encoder_last_hidden_state", [run.ids.length, run.recipe.config.dModel], final);
  }
  if (only.includes("attentions")) await addAttentions(run, "encoder_attentions", "self", given.headMask, add, signal);
  return memory;
}

interface MainParts {
  readonly memory: Memory | undefined;
  readonly taps: readonly string[];
  readonly receive: (tap: string, from: number, data: Float32Array) => void;
}

/** Begins the run of the stack with the head over sequence `i`. */
function mainRun(model: LoadedModel, given: Case, i: number, { memory, ...taps }: MainParts): TracedRun {
  const of = <T>(rows: readonly T[] | undefined): T | undefined => rows?.[i];
  const { decoder } = given;
  const ids = (decoder?.ids ?? given.ids)[i] as readonly number[];
  const padding = of(decoder ? decoder.attentionMask : given.attentionMask);
  const headMask = decoder ? decoder.headMask : given.headMask;
  const [positions, segments] = [of(given.positions), of(given.segments)];
  return new TracedRun(model, {
    ids,
    longest: given.positions ? Math.max(...given.positions.flat()) + 1 : ids.length,
    ...taps,
    ...(memory && { memory }),
    ...(positions && { positions }),
    ...(segments && { segments }),
    ...(padding && { padding }),
    ...(headMask && { headMask }),
    ...(decoder?.crossHeadMask && { crossHeadMask: decoder.crossHeadMask }),
    ...(!decoder && { mask: maskOf(given, i, model.open.recipe) }),
  });
}

/** The one token that the head reads; null when it reads each. */
function rowsToRead(model: LoadedModel, ids: readonly number[], batch: number): number[] | null {
  const { head, config } = model.open.recipe;
  if (head.reads === "each token") return null;
  return [head.reads === "first token" ? 0 : lastReal(ids, config.padId, batch)];
}

/** Where a decoder's classifier reads: the token before the first padding token, as upstream counts it. */
function lastReal(ids: readonly number[], padId: number | null, batch: number): number {
  if (padId === null && batch > 1) {
    throw new Problem("input-invalid", "A batch of sequences needs pad_token_id in config.json to find where each ends.", { remedy: "Give one sequence a case." });
  }
  const first = padId === null ? -1 : ids.indexOf(padId);
  return first > 0 ? first - 1 : ids.length - 1;
}

/** Choices of an example apart from those of the next, in the tensors where upstream keeps them so. */
function grouped(name: string, shape: readonly number[], { ids, choices }: Case, layers: number): readonly number[] {
  const apart = choices > 1 && ["logits", "mc_logits", `hidden_states.${layers}`].includes(name);
  return apart ? [ids.length / choices, choices, ...shape.slice(1)] : shape;
}
