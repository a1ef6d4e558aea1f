import { Cancelled } from "../../protocol/problem";

export interface GreedyOptions {
  readonly maxNewTokens: number;
  /** Tokens that end the text; empty: only the length does. */
  readonly endIds: ReadonlySet<number>;
  /** Tokens that are never chosen. */
  readonly banned?: readonly number[];
  /** The only token that may come at a step (from 0), or null where any may. */
  readonly forced?: (step: number) => number | null;
  readonly signal: AbortSignal;
}

/** The most probable token each time: the new ids, the ending one included. `next` gives the logits after the ids so far. */
export async function greedy(next: (ids: readonly number[]) => Promise<Float32Array>, prompt: readonly number[], options: GreedyOptions): Promise<number[]> {
  const fresh: number[] = [];
  while (fresh.length < options.maxNewTokens) {
    Cancelled.check(options.signal);
    const logits = await next([...prompt, ...fresh]);
    for (const id of options.banned ?? []) logits[id] = -Infinity;
    const token = options.forced?.(fresh.length) ?? greatest(logits);
    fresh.push(token);
    if (options.endIds.has(token)) break;
  }
  return fresh;
}

/** Index of the greatest value; the first of equals. */
export function greatest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}
