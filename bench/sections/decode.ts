import { never, type Context } from "../context";
import { interleaved } from "../measure/interleaved";
import { summaryOf } from "../measure/summary";
import { spreadIds } from "../models/ids";
import type { Figure, Section } from "../report/figure";
import { withEach, type Measured } from "../runtime/loadedShapes";

/** Tokens per sample. */
const STEPS = 10;

/** One token at a time behind a context: what generation is made of. */
export async function measureDecode(context: Context): Promise<Section> {
  const figures: Figure[] = [];
  await withEach(context, async measured => {
    const tasks = { 16: await decoder(measured, 16), 512: await decoder(measured, 512) };
    const samples = await interleaved(context.rounds(11), tasks);
    for (const [length, values] of Object.entries(samples)) {
      figures.push({ of: measured.name, what: `a token behind ${length} others`, unit: "ms", values: summaryOf(values), cost: measured.costs.token(Number(length)) });
    }
  });
  return { name: "decode", title: "Decoding", notes: [`Mean of ${STEPS} steps of one token with its logits, behind a cache that is set back after each sample. Floor: weights and cache, read once.`], figures };
}

/** Milliseconds per token behind `length` cached tokens. */
export async function decoder({ model, vocabulary }: Measured, length: number): Promise<() => Promise<number>> {
  const cache = model.newCache();
  await model.forward({ ids: spreadIds(length, vocabulary), cache, rows: [], signal: never });
  cache.reserve(length + STEPS);
  return async () => {
    const started = performance.now();
    for (const id of spreadIds(STEPS, vocabulary)) await model.forward({ ids: [id], cache, rows: [0], signal: never });
    const milliseconds = (performance.now() - started) / STEPS;
    cache.truncate(length);
    return milliseconds;
  };
}
