import { rm } from "node:fs/promises";
import { WeightCache } from "../../src/runtime/checkpoints/weightCache";
import { BranchingModel } from "../../src/runtime/generation/branchingModel";
import type { LoadedModel } from "../../src/runtime/model/loadedModel";
import { quantisedWeights } from "../../src/runtime/model/quantisedModel";
import { never, type Context } from "../context";
import { interleaved, timed } from "../measure/interleaved";
import { longestGap } from "../measure/longestGap";
import { ratios, summaryOf } from "../measure/summary";
import { spreadIds } from "../models/ids";
import { benchCache } from "../models/randomModel";
import type { Figure, Section } from "../report/figure";
import { type Measured, quantised, withEach } from "../runtime/loadedShapes";
import { decoder } from "./decode";

const PREFILL = 512;
const LENGTHS = [8, 512];
const WORDS = { exact: "float32", 8: "8 bit", 4: "4 bit" } as const;
const KINDS = ["exact", 8, 4] as const;

/** Exact and quantised weights beside each other: a token, a prompt, and what making them takes. */
export async function measureWeights(context: Context): Promise<Section> {
  const figures: Figure[] = [];
  await withEach(context, async measured => {
    figures.push(...(await makingOf(measured)));
    await quantised(measured, 8, eight => quantised(measured, 4, async four => void figures.push(...(await speedsOf(measured, { exact: measured.model, 8: eight, 4: four }, context)))));
  });
  return {
    name: "weights",
    title: "Quantised weights",
    notes: [
      "Blocks with a scale each, of 128 weights of 8 bits or 32 of 4 bits; products in 8-bit integers (float32 sums). A token: mean of ten steps with their logits, each sample behind a cache of its own.",
      "Floor of a token: its weights as they are kept, scales included, and its float32 cache, read once. Random weights: what accuracy they cost a trained model is measured by the command `weights`.",
    ],
    figures,
  };
}

async function speedsOf({ name, costs, vocabulary }: Measured, models: Readonly<Record<keyof typeof WORDS, LoadedModel>>, { rounds }: Context): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const length of LENGTHS) {
    const tasks = { exact: decoder({ model: models.exact, vocabulary }, length), 8: decoder({ model: models[8], vocabulary }, length), 4: decoder({ model: models[4], vocabulary }, length) };
    const samples = await interleaved(rounds(11), tasks);
    for (const kind of KINDS) {
      figures.push({ of: name, what: `a token behind ${length} others, ${WORDS[kind]}`, unit: "ms", values: summaryOf(samples[kind]), cost: costs.token(length, kind === "exact" ? null : kind) });
      figures.push({ of: name, what: "… tokens per second", unit: "tokens/s", values: summaryOf(samples[kind].map(milliseconds => 1000 / milliseconds)) });
      if (kind !== "exact") figures.push({ of: name, what: "… to float32", unit: "×", values: summaryOf(ratios(samples[kind], samples.exact)) });
    }
  }
  const ids = spreadIds(PREFILL, vocabulary);
  const prefill = (model: LoadedModel) => async (): Promise<void> => void (await new BranchingModel(model).next([ids], never));
  const samples = await interleaved(rounds(7), { exact: prefill(models.exact), 8: prefill(models[8]), 4: prefill(models[4]) });
  for (const kind of KINDS) figures.push({ of: name, what: `a prompt of ${PREFILL} tokens, ${WORDS[kind]}`, unit: "ms", values: summaryOf(samples[kind]), cost: costs.pass(PREFILL, 1) });
  return figures;
}

/** Making them of the checkpoint, and finding them again. */
async function makingOf({ name, model }: Measured): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const bits of [8, 4] as const) {
    const folder = benchCache("weights-made");
    await rm(folder, { recursive: true, force: true });
    const get = (): Promise<unknown> => quantisedWeights(model.open, bits, new WeightCache(folder), never);
    let making = 0;
    const gap = await longestGap(async () => (making = await timed(async () => void (await get()))));
    figures.push(
      { of: name, what: `making ${WORDS[bits]} weights`, unit: "ms", values: summaryOf([making]) },
      { of: name, what: "… longest time for which the process hears nothing", unit: "ms", values: summaryOf([gap]), goal: 50 },
      { of: name, what: "… finding them again, their bytes checked", unit: "ms", values: summaryOf([await timed(async () => void (await get()))]) },
    );
    await rm(folder, { recursive: true, force: true });
  }
  return figures;
}
