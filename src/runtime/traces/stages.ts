import type { Config } from "../model/config";
import type { LayerRange } from "../model/forward";

/** Multiplications and additions that one stage may take: two thirds of a second on two cores, so that pictures keep coming. */
const STAGE_WORK = 120e9;

/**
 * The layers that a trace of so many tokens runs as one graph each, in order. One graph for many layers is faster than one for
 * each (threads and buffers stay warm: 4 % of a pass), but a layer can only be looked at when its stage is done. So the first
 * layer goes alone, for the first picture, and the others in as few stages as {@link STAGE_WORK} allows; sizes are powers
 * of two, or all layers, so that few graphs serve every length.
 */
export function stagesOf(config: Config, tokens: number): LayerRange[] {
  const { layers } = config;
  const perLayer = 2 * tokens * blockWeights(config);
  const fitting = Math.max(1, Math.floor(STAGE_WORK / perLayer));
  const size = fitting >= layers - 1 ? layers : 2 ** Math.floor(Math.log2(fitting));
  const stages = [{ from: 0, to: 1 }];
  for (let from = 1; from < layers; from += size) stages.push({ from, to: Math.min(layers, from + size) });
  return stages;
}

/** Elements of a block's matrices, near enough: an MLP with a gate has a third one. */
function blockWeights({ dModel, heads, kvHeads, dHead, dMlp }: Config): number {
  return 2 * dModel * dHead * (heads + kvHeads) + 2 * dModel * dMlp;
}
