import type { AttentionKind } from "../model/slices";
import { matrixOfLayer } from "../traces/patterns";
import type { TracedRun } from "../traces/tracedRun";

type Rows = readonly (readonly number[])[];
/** Takes one sequence's tensor; those of a case are joined along a first axis. */
export type Add = (name: string, shape: readonly number[], data: Float32Array) => void;

/** Adds the stream before each layer and after the last norm (`final` [time, d_model]) under upstream's names. */
export function addHiddenStates({ recipe, stream, ids }: TracedRun, prefix: string, final: Float32Array, add: Add): void {
  const shape = [ids.length, recipe.config.dModel];
  stream.slice(0, -1).forEach((data, layer) => add(`${prefix}hidden_states.${layer}`, shape, data));
  add(`${prefix}hidden_states.${recipe.config.layers}`, shape, final);
}

/** Adds the patterns of every layer [head, query, key], as they were mixed: a head's factor included. */
export async function addAttentions(run: TracedRun, name: string, kind: AttentionKind, factors: Rows | undefined, add: Add, signal: AbortSignal): Promise<void> {
  const { layers, heads } = run.recipe.config;
  for (let layer = 0; layer < layers; layer++) {
    const pattern = await matrixOfLayer({ run, kind }, layer, signal);
    const cells = pattern.length / heads;
    factors?.[layer]?.forEach((factor, head) => {
      const matrix = pattern.subarray(head * cells, (head + 1) * cells);
      if (factor !== 1) matrix.forEach((value, cell) => (matrix[cell] = value * factor));
    });
    add(`${name}.${layer}`, [heads, run.ids.length, cells / run.ids.length], pattern);
  }
}
