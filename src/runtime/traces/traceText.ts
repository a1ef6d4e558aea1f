import type { RunSummary } from "../../protocol/attention";
import type { Progress } from "../../protocol/models";
import { Cancelled, Problem } from "../../protocol/problem";
import type { Loaded } from "../models";
import { TracedRun } from "./tracedRun";

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
  const run = new TracedRun(model, {
    tokens,
    ids: tokens.map(token => token.id),
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
