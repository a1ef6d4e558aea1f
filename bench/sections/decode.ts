import { BranchingModel } from "../../src/runtime/generation/branchingModel";
import { never, type Context } from "../context";
import { interleaved } from "../measure/interleaved";
import { summaryOf } from "../measure/summary";
import { spreadIds } from "../models/ids";
import type { Figure, Section } from "../report/figure";
import { withEach, type Measured } from "../runtime/loadedShapes";

/** Tokens per sample, behind one that is not counted. */
export const STEPS = 10;

/** One token at a time behind a context: what generation is made of. */
export async function measureDecode(context: Context): Promise<Section> {
  const figures: Figure[] = [];
  await withEach(context, async measured => {
    const tasks = { 16: decoder(measured, 16), 512: decoder(measured, 512) };
    const samples = await interleaved(context.rounds(11), tasks);
    for (const [length, values] of Object.entries(samples)) {
      figures.push({ of: measured.name, what: `a token behind ${length} others`, unit: "ms", values: summaryOf(values), cost: measured.costs.token(Number(length)) });
    }
  });
  return { name: "decode", title: "Decoding", notes: [`Mean of ${STEPS} steps of one token with its logits, behind one that is not counted, each sample with a cache of its own. Floor: weights and cache, read once.`], figures };
}

/** Milliseconds per token behind `length` others, the logits of each among them. */
export function decoder({ model, vocabulary }: Pick<Measured, "model" | "vocabulary">, length: number): () => Promise<number> {
  const context = spreadIds(length, vocabulary);
  // A text of its own each time: what an earlier sample computed would be found in the cache.
  return async () => {
    const branching = new BranchingModel(model);
    await branching.next([context], never);
    let text: readonly number[] = context;
    let started = NaN;
    for (const [i, id] of spreadIds(STEPS + 1, vocabulary).entries()) {
      // The first step behind a prompt finds threads asleep and the cache to be enlarged: that is the prompt's cost, not a token's.
      if (i === 1) started = performance.now();
      text = [...text, id];
      await branching.next([text], never);
    }
    return (performance.now() - started) / STEPS;
  };
}
