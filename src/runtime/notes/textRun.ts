import { Problem } from "../../protocol/problem";
import type { Token } from "../../protocol/tokens";
import type { StackName } from "../model/loadedModel";
import { TracedRun, type TraceInput } from "../traces/tracedRun";
import type { Given } from "./statement";

/** The text's tokens, `most` of them at most and no more than the model's context. Throws `text-empty` when there are none. */
export async function tokensOf({ loaded: { tokenizer, card }, text }: Pick<Given, "loaded" | "text">, most = Infinity): Promise<readonly Token[]> {
  const tokens = await tokenizer().encode(text);
  if (!tokens.some(token => token.range !== null)) throw new Problem("text-empty", "There is nothing to run: the text has no tokens.", { remedy: "Select some text." });
  return tokens.slice(0, Math.min(most, card.context));
}

/** A stack's finished pass over tokens; a pass that is taken back stops within one step. */
export async function finishedRun({ loaded: { model }, signal }: Pick<Given, "loaded" | "signal">, input: TraceInput): Promise<TracedRun> {
  const run = new TracedRun(model, input);
  const stop = (): void => run.stop();
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    await run.finished;
    return run;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** The stack that reads the text: a model's only one, or the encoder. */
export const readingStack = ({ loaded: { model } }: Pick<Given, "loaded">): StackName => (model.open.encoder ? "encoder" : "main");

/** The finished pass over the text of the stack that reads it, `most` tokens at most. */
export async function textRun(given: Given, most = Infinity): Promise<TracedRun> {
  const tokens = await tokensOf(given, most);
  return finishedRun(given, { stack: readingStack(given), ids: tokens.map(token => token.id), tokens, onStep: given.progress });
}
