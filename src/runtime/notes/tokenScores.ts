import { crossEntropy } from "../commands/loss";
import { greatest } from "../decoding/scores";
import type { TracedRun } from "../traces/tracedRun";

/** What a model says of a token at its place. */
export interface TokenScore {
  /** Cross-entropy, nats. */
  readonly loss: number;
  /** Whether it is the likeliest of all tokens there. */
  readonly likeliest: boolean;
}

/** Logits that are held at once. */
const MOST_LOGITS = 1 << 22;

/** How a finished run scores labels, each at its row of the logits. */
export async function tokenScores(run: TracedRun, labels: readonly (readonly [row: number, label: number])[]): Promise<readonly TokenScore[]> {
  const { vocabulary } = run.recipe.config;
  const scores: TokenScore[] = [];
  const step = Math.max(1, Math.floor(MOST_LOGITS / vocabulary));
  for (let from = 0; from < labels.length; from += step) {
    const here = labels.slice(from, from + step);
    const { logits } = await run.unembed(here.map(([row]) => row));
    here.forEach(([, label], index) => {
      const row = logits.subarray(index * vocabulary, (index + 1) * vocabulary);
      scores.push({ loss: crossEntropy(row, label), likeliest: greatest(row) === label });
    });
  }
  return scores;
}
