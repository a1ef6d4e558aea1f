import { Problem } from "../../protocol/problem";
import { kindOf, TAPS } from "../graph/taps";
import { axesOf } from "../graph/value";
import { STEP } from "../model/loadedModel";
import type { Recipe } from "../model/recipe";
import type { TracedRun } from "../traces/tracedRun";

/** Refuses a tap that a run of `time` tokens cannot give. */
export function checkTaps(taps: readonly string[], { config, scope }: Recipe, time: number): void {
  for (const tap of taps) {
    const layer = Number(/blocks\.(\d+)\./.exec(tap)?.[1] ?? 0);
    let axes: string;
    try {
      axes = TAPS[kindOf(tap)];
    } catch {
      throw new Problem("input-unknown", `There is no tap ${tap}.`, { remedy: `Known are, per block "${scope === "" ? "" : `${scope}.`}blocks.L.": ${Object.keys(TAPS).join(", ")}.` });
    }
    if (tap.endsWith("embed")) throw new Problem("input-unknown", "The embedding is the output hidden_states.0.", { remedy: "Leave the tap out." });
    if (scope !== "" && !tap.startsWith(`${scope}.`)) throw new Problem("input-unknown", `Taps of this model are the ${scope}'s: ${scope}.${tap.replace(/^(encoder|decoder)\./, "")}.`, { remedy: "Write the stack in front." });
    if (layer >= config.layers) throw new Problem("input-unknown", `There is no tap ${tap}: the model has ${config.layers} layers.`, { remedy: `Layers count from 0 to ${config.layers - 1}.` });
    if (axesOf(axes)[0] !== "query" && time > STEP) {
      throw new Problem("input-invalid", `${tap} is [${axes}] and is traced whole: at most ${STEP} tokens, not ${time}.`, { remedy: 'Use the output "attentions", which has no such limit.' });
    }
  }
}

/** Sizes of a tap's axes in a run. */
export function shapeOfTap(tap: string, { recipe: { config }, ids, memory }: TracedRun): number[] {
  const sizes: Readonly<Record<string, number>> = {
    query: ids.length,
    key: ids.length,
    source: memory?.cache.length ?? 0,
    d_model: config.dModel,
    head: config.heads,
    kv_head: config.kvHeads,
    d_head: config.dHead,
    d_mlp: config.dMlp,
  };
  return axesOf(TAPS[kindOf(tap)]).map(axis => sizes[axis] as number);
}
