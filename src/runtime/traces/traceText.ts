import type { RunSummary } from "../../protocol/attention";
import type { Progress } from "../../protocol/models";
import { Problem } from "../../protocol/problem";
import { findNotFinite } from "../checkpoints/safetensors";
import type { Loaded } from "../models";
import { trace, type TracedRun } from "./tracedRun";

/** Runs a loaded model over a text, cut to the model's context, and keeps the residual stream. Computes no logits. */
export async function traceText(
  { model, card, tokenizer }: Loaded,
  text: string,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<{ run: TracedRun; summary: Omit<RunSummary, "run" | "device"> }> {
  const all = await tokenizer().encode(text);
  if (!all.some(token => token.range !== null)) throw new Problem("text-empty", "There is nothing to run: the text has no tokens.", { remedy: "Select some text." });
  const tokens = all.slice(0, card.context);
  const started = performance.now();
  const { run } = await trace(model, {
    tokens,
    ids: tokens.map(token => token.id),
    rows: [],
    signal,
    onStep: done => onProgress({ message: `Running ${card.name}`, fraction: done / tokens.length }),
  });
  const milliseconds = performance.now() - started;
  await checkFinite(run);
  const cut = all.length > tokens.length ? { shown: tokens.length, total: all.length } : null;
  return { run, summary: { folder: card.folder, model: card.name, layers: card.layers, heads: card.heads, tokens, cut, milliseconds } };
}

/** NaN or infinity in the stream would draw a wrong picture: say where it comes from instead. */
async function checkFinite({ stream, model }: TracedRun): Promise<void> {
  const layer = stream.findIndex(values => !values.every(Number.isFinite));
  if (layer < 0) return;
  const { checkpoint } = model.open;
  const found = await findNotFinite(checkpoint.tensors.values());
  if (found) {
    throw new Problem("weights-not-finite", `The tensor ${found.tensor} of ${checkpoint.name} holds a number that is not finite (element ${found.index}).`, {
      remedy: "Download or save the checkpoint again.",
    });
  }
  throw new Problem("weights-not-finite", `The residual stream of ${checkpoint.name} overflows before layer ${layer}.`, {
    remedy: "Check that the checkpoint's weights and config.json belong together.",
  });
}
