import type { GeneratorModel } from "../../protocol/generationPage";
import type { FoundModel, ModelCard } from "../../protocol/models";

/** Tasks whose models continue a text. */
const GENERATES: readonly ModelCard["task"][] = ["causal language model", "sequence to sequence", "language model and multiple choice"];

/** The models that continue a text; damaged ones and encoders are left out. */
export const generatorsIn = (found: readonly FoundModel[]): GeneratorModel[] =>
  found.flatMap(({ folder, name, card }) => (card !== null && GENERATES.includes(card.task) ? [{ folder, name, encoderDecoder: card.encoder !== null, noPrefix: noPrefixIn(card), prefixLm: card.prefixLm }] : []));

/** The models that can be raced against each other, `own` (a folder) first, whether or not it was found. */
export function generationModels(found: readonly FoundModel[], own: string, nameOf: (folder: string) => string): GeneratorModel[] {
  const generators = generatorsIn(found);
  const first = generators.find(({ folder }) => folder === own) ?? { folder: own, name: nameOf(own), encoderDecoder: false, noPrefix: null, prefixLm: false };
  return [first, ...generators.filter(({ folder }) => folder !== own)];
}

/** Why a model has no prefix whose tokens see each other; null where it can have one. */
function noPrefixIn({ encoder, mask, prefixLm, name }: Pick<ModelCard, "encoder" | "mask" | "prefixLm" | "name">): string | null {
  if (encoder !== null) return `${name} has no prefix: its encoder sees the whole source already.`;
  return mask === "causal" || prefixLm ? null : `${name} has no prefix: one goes with a causal mask, and its mask is ${mask}.`;
}
