import { Cancelled } from "../../../protocol/problem";
import { softmax } from "../../experiments/nextTokens";
import type { TracedRun } from "../../traces/tracedRun";

/** Tokens whose distributions are held at once. */
const STEP = 32;

/** Calls `look` with what a causal run expects behind each token but the last, and the id that stands there; probabilities [vocabulary] in float64. */
export async function eachExpectation(run: TracedRun, signal: AbortSignal, look: (probabilities: Float64Array, id: number) => void): Promise<void> {
  const { vocabulary } = run.recipe.config;
  const last = run.ids.length - 1;
  for (let from = 0; from < last; from += STEP) {
    Cancelled.check(signal);
    const rows = Array.from({ length: Math.min(STEP, last - from) }, (_, index) => from + index);
    const { logits } = await run.unembed(rows);
    rows.forEach((row, index) => look(softmax(logits.subarray(index * vocabulary, (index + 1) * vocabulary)), run.ids[row + 1] as number));
  }
}
