import { freemem } from "node:os";
import type { RunSummary, TargetText } from "../../protocol/attention";
import type { ModelCard, Progress } from "../../protocol/models";
import { Cancelled, Problem } from "../../protocol/problem";
import type { Token } from "../../protocol/tokens";
import type { Loaded } from "../models";
import { sentencesOf } from "../tokens/sentences";
import type { Mask } from "../model/parts/masks";
import { openedMask } from "../model/parts/openedMask";
import { encodeSource } from "./encoderRun";
import { Passage } from "./passage";
import { targetOf } from "./targetText";
import { TracedRun, type TraceInput } from "./tracedRun";

/** A page that is open asks for the first picture within this time; one that is hidden, or still being loaded, does not keep the pass waiting for longer. */
const FIRST_LOOK_MS = 500;

/** A text to trace, and what a decoder that reads it is given. */
export interface TextToTrace {
  readonly text: string;
  readonly target: TargetText;
  /** Tokens at the start that see each other, of a causal model; 0: none; null: as it was trained. */
  readonly prefix: number | null;
}

type Traced = Omit<RunSummary, "run" | "device" | "panes"> & { readonly passage: Passage };

/** Starts a loaded model on a text, cut to the model's context, and resolves when the first layer can be looked at. */
export async function traceText(loaded: Loaded, { text, target, prefix }: TextToTrace, signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<Traced> {
  const { card, model, tokenizer } = loaded;
  const all = await tokenizer().encode(text);
  if (!all.some(token => token.range !== null)) throw new Problem("text-empty", "There is nothing to run: the text has no tokens.", { remedy: "Select some text." });
  const tokens = all.slice(0, card.context);
  checkMemory(tokens.length, card);
  const cut = all.length > tokens.length ? { shown: tokens.length, total: all.length } : null;
  const started = model.open.encoder ? await bothStacks(loaded, text, tokens, target, signal, onProgress) : { passage: new Passage(mainRun(loaded, text, tokens, { mask: maskFor(loaded, prefix, tokens.length) }, onProgress), null), target: null };
  const { passage } = started;
  const stop = (): void => passage.stop();
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    await passage.main.ready(0);
  } catch (error) {
    Cancelled.check(signal);
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
  return { passage, folder: card.folder, model: card.name, cut, target: started.target };
}

/** The mask that the model was trained under, or one behind another prefix, though it was not trained so. */
function maskFor({ model, card }: Loaded, asked: number | null, tokens: number): Mask {
  const { mask } = model.open.recipe;
  if (asked && !mask.opens) throw new Problem("input-invalid", `${card.name} is not causal (its mask: ${card.mask}): a prefix changes nothing that it knows.`, { remedy: "Choose a causal model." });
  return openedMask(mask, asked === null ? null : Math.min(asked, tokens), tokens);
}

/** Runs the encoder to its end, makes or reads the target, and starts the decoder on it. */
async function bothStacks(loaded: Loaded, text: string, tokens: readonly Token[], wanted: TargetText, signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<{ passage: Passage; target: RunSummary["target"] }> {
  const progress = (message: string) => (fraction: number) => onProgress({ message, fraction });
  const { run: encoder, memory } = await encodeSource(loaded.model, { ids: tokens.map(token => token.id), tokens, sentences: sentencesOf(text, tokens), onStep: progress("Running the encoder"), signal });
  const target = await targetOf(loaded, memory, wanted, signal, progress("Generating the target"));
  const main = mainRun(loaded, target.text, target.tokens, { memory }, onProgress);
  return { passage: new Passage(main, encoder), target: { text: target.text, from: wanted.from } };
}

function mainRun({ model, card }: Loaded, text: string, tokens: readonly Token[], more: Pick<TraceInput, "memory" | "mask">, onProgress: (progress: Progress) => void): TracedRun {
  return new TracedRun(model, {
    ...more,
    tokens,
    ids: tokens.map(token => token.id),
    // What was generated has no places in a text.
    ...(tokens.some(token => token.range !== null) && { sentences: sentencesOf(text, tokens) }),
    firstLookMs: FIRST_LOOK_MS,
    onStep: fraction => onProgress({ message: `Running ${card.name}`, fraction }),
  });
}

/** A trace may take half of the memory that is free; more would make the whole machine slow, or fail in the middle. */
function checkMemory(tokens: number, { layers, dModel, kvHeads, dHead, name }: ModelCard): void {
  const bytes = 4 * tokens * ((layers + 1) * dModel + 2 * layers * kvHeads * dHead);
  const free = freemem() / 2;
  if (bytes <= free) return;
  const gigabytes = (value: number): string => `${(value / 2 ** 30).toFixed(1)} GB`;
  throw new Problem("text-too-long", `A trace of ${tokens.toLocaleString("en")} tokens through ${name} would keep ${gigabytes(bytes)}; ${gigabytes(free)} may be used.`, {
    remedy: `Select at most ${Math.floor((tokens * free) / bytes).toLocaleString("en")} tokens, or close other programs.`,
  });
}
