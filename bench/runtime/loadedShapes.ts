import type { WeightBits } from "../../src/runtime/checkpoints/blockQuantised";
import { WeightCache } from "../../src/runtime/checkpoints/weightCache";
import { LoadedModel } from "../../src/runtime/model/loadedModel";
import { openModel } from "../../src/runtime/model/openModel";
import { quantisedWeights } from "../../src/runtime/model/quantisedModel";
import { type Context, never } from "../context";
import { Costs } from "../floors/cost";
import { benchCache, randomModel } from "../models/randomModel";
import type { Shape } from "../models/shapes";

/** A model in this process, with what work on it costs at least. */
export interface Measured {
  readonly name: string;
  readonly model: LoadedModel;
  readonly costs: Costs;
  readonly vocabulary: number;
}

/** The same shape with quantised weights, kept among what the benchmarks make; gives what `work` gives. */
export async function quantised<T>({ model }: Pick<Measured, "model">, bits: WeightBits, work: (model: LoadedModel) => Promise<T>): Promise<T> {
  const weights = await quantisedWeights(model.open, bits, new WeightCache(benchCache("weights")), never);
  const other = await model.withWeights(weights);
  try {
    return await work(other);
  } finally {
    await other.dispose();
  }
}

/** Does `work` with each shape's model in memory, one after the other. */
export async function withEach({ shapes, devices }: Context, work: (measured: Measured) => Promise<void>): Promise<void> {
  for (const shape of shapes) await withModel(shape, devices, work);
}

/** Does `work` with the shape's model in memory. */
export async function withModel(shape: Shape, devices: Context["devices"], work: (measured: Measured) => Promise<void>): Promise<void> {
  const open = await openModel(await randomModel(shape));
  const model = await LoadedModel.load(open, devices);
  try {
    await work({ name: shape.name, model, costs: new Costs(open), vocabulary: open.recipe.config.vocabulary });
  } finally {
    await model.dispose();
  }
}
