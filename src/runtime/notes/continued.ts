import type { GenerationOptionValues } from "../../protocol/generation";
import { generate } from "../generation/generate";
import { Generations } from "../generation/generations";
import { TextCaches } from "../generation/textCaches";
import { nextTokenLosses } from "../experiments/nextTokens";
import type { Given } from "./statement";
import { finishedRun } from "./textRun";

/** The ids with which a model continues a prompt's, the best of the texts that the options ask for; of an encoder–decoder, the target. Takes GenerationConfig's names. */
export async function continued({ loaded, signal }: Pick<Given, "loaded" | "signal">, prompt: readonly number[], options: GenerationOptionValues): Promise<readonly number[]> {
  // The device would be told by the first item, to which nobody listens here.
  const services = { loaded, helper: null, caches: new TextCaches(), generations: new Generations(), device: "cpu" } as const;
  const { texts } = await generate({ folder: loaded.card.folder, prompt: { ids: prompt }, options, watched: 1 }, services, signal, () => undefined);
  const [best] = texts;
  if (!best) throw new Error("a generation gives at least one text");
  return best.tokens.map(({ id }) => id);
}

/** Log-probability, in nats, that a causal model gives each of the ids behind a prompt: as the model says it, before any adapter. */
export async function logProbabilities(given: Pick<Given, "loaded" | "signal">, prompt: readonly number[], ids: readonly number[]): Promise<Float32Array> {
  if (ids.length === 0) return new Float32Array();
  const losses = await nextTokenLosses(await finishedRun(given, { ids: [...prompt, ...ids] }));
  return losses.subarray(prompt.length - 1).map(loss => -loss);
}
