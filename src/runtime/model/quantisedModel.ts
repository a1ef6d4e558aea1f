import { Problem } from "../../protocol/problem";
import type { QuantisedName, WeightsName } from "../../protocol/weights";
import type { WeightBits } from "../checkpoints/blockQuantised";
import type { OnFraction, StoredMatrix } from "../checkpoints/quantisedFile";
import type { WeightCache } from "../checkpoints/weightCache";
import { cpuLowering } from "../graph/lowering";
import { notingLowering, type QuantisedArithmetic, type QuantisedMatrices } from "../graph/quantisedLowering";
import { buildForward } from "./forward";
import type { OpenModel } from "./openModel";

/** Quantised weights of a model's generating stack, and the file that they lie in. */
export interface QuantisedWeights {
  readonly bits: WeightBits;
  readonly file: string;
  readonly matrices: QuantisedMatrices;
  /** In 8-bit integers where absent, as it is fast. */
  readonly arithmetic?: QuantisedArithmetic;
}

/** The weights that a person asks for, as the bits that each takes. */
export const bitsOf = (weights: QuantisedName): WeightBits => (weights === "8bit" ? 8 : 4);

/** What a model's weights are called, for what is told of a run. */
export const weightsName = (quantised: QuantisedWeights | null): WeightsName => (quantised ? `${quantised.bits}bit` : "exact");

/** The matrices that the stack which makes token after token multiplies by, as the checkpoint holds them: the graph itself says which. */
export function matricesOf({ recipe, weights }: Pick<OpenModel, "recipe" | "weights">): StoredMatrix[] {
  const noted = new Map<string, StoredMatrix>();
  buildForward(recipe, { parameters: weights, lowering: notingLowering(cpuLowering, noted) });
  return [...noted.values()];
}

/** A model's weights in `bits` from the cache, made where they are not there. Throws `input-invalid` for a model that makes no tokens. */
export async function quantisedWeights(open: OpenModel, bits: WeightBits, cache: WeightCache, signal: AbortSignal, onFraction?: OnFraction): Promise<QuantisedWeights> {
  const { head } = open.recipe;
  if (head.reads !== "each token" || head.task === "masked language model") {
    throw new Problem("input-invalid", `${open.checkpoint.name} is a model for ${head.task}: it makes no tokens, and its weights are always exact.`, { remedy: "Choose a causal language model, or an encoder–decoder." });
  }
  const { file, matrices } = await cache.get(open.checkpoint.name, matricesOf(open), bits, signal, onFraction);
  return { bits, file, matrices };
}
