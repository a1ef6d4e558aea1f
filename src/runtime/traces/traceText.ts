import { freemem } from "node:os";
import type { RunSummary } from "../../protocol/attention";
import type { ModelCard, Progress } from "../../protocol/models";
import { Cancelled, Problem } from "../../protocol/problem";
import type { Loaded } from "../models";
import { TracedRun } from "./tracedRun";

/** A page that is open asks for the first picture within this time; one that is hidden, or still being loaded, does not keep the pass waiting for longer. */
const FIRST_LOOK_MS = 500;

/** Starts a loaded model on a text, cut to the model's context, and resolves when the first layer can be looked at. */
export async function traceText(
  { model, card, tokenizer }: Loaded,
  text: string,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<{ run: TracedRun; summary: Omit<RunSummary, "run" | "device"> }> {
  const all = await tokenizer().encode(text);
  if (!all.some(token => token.range !== null)) throw new Problem("text-empty", "There is nothing to run: the text has no tokens.", { remedy: "Select some text." });
  const tokens = all.slice(0, card.context);
  checkMemory(tokens.length, card);
  const run = new TracedRun(model, {
    tokens,
    ids: tokens.map(token => token.id),
    firstLookMs: FIRST_LOOK_MS,
    onStep: fraction => onProgress({ message: `Running ${card.name}`, fraction }),
  });
  const stop = (): void => run.stop();
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    await run.ready(0);
  } catch (error) {
    Cancelled.check(signal);
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
  const cut = all.length > tokens.length ? { shown: tokens.length, total: all.length } : null;
  return { run, summary: { folder: card.folder, model: card.name, layers: card.layers, heads: card.heads, tokens, cut } };
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
