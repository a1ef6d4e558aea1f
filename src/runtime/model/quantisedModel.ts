import type { WeightBits } from "../checkpoints/blockQuantised";
import type { OnFraction, StoredMatrix } from "../checkpoints/quantisedFile";
import type { WeightCache } from "../checkpoints/weightCache";
import { cpuLowering } from "../graph/lowering";
import { notingLowering, type QuantisedMatrices } from "../graph/quantisedLowering";
import { buildForward } from "./forward";
import type { OpenModel } from "./openModel";

/** Quantised weights of a model's generating stack, and the file that they lie in. */
export interface QuantisedWeights {
  readonly bits: WeightBits;
  readonly file: string;
  readonly matrices: QuantisedMatrices;
}

/** The matrices that the stack which makes token after token multiplies by, as the checkpoint holds them: the graph itself says which. */
export function matricesOf({ recipe, weights }: Pick<OpenModel, "recipe" | "weights">): StoredMatrix[] {
  const noted = new Map<string, StoredMatrix>();
  buildForward(recipe, { parameters: weights, lowering: notingLowering(cpuLowering, noted) });
  return [...noted.values()];
}

/** A model's weights in `bits` from the cache, made where they are not there. */
export async function quantisedWeights(open: OpenModel, bits: WeightBits, cache: WeightCache, signal: AbortSignal, onFraction?: OnFraction): Promise<QuantisedWeights> {
  const { file, matrices } = await cache.get(open.checkpoint.name, matricesOf(open), bits, signal, onFraction);
  return { bits, file, matrices };
}
