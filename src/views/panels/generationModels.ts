import type { GenerationSource } from "../../protocol/generationPage";
import type { FoundModel, ModelCard } from "../../protocol/models";

type Generator = GenerationSource["models"][number];

/** Tasks whose models continue a text. */
const GENERATES: readonly ModelCard["task"][] = ["causal language model", "sequence to sequence", "language model and multiple choice"];

/** The models that can be raced against each other, `own` (a folder) first, whether or not it was found; damaged ones and encoders are left out. */
export function generationModels(found: readonly FoundModel[], own: string, nameOf: (folder: string) => string): Generator[] {
  const generators = found.flatMap(({ folder, name, card }): Generator[] => (card !== null && GENERATES.includes(card.task) ? [{ folder, name, encoderDecoder: card.encoder !== null }] : []));
  const first = generators.find(({ folder }) => folder === own) ?? { folder: own, name: nameOf(own), encoderDecoder: false };
  return [first, ...generators.filter(({ folder }) => folder !== own)];
}
