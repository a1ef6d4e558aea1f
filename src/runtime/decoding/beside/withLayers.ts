import { Problem } from "../../../protocol/problem";
import type { LanguageModel, LayeredModel } from "../languageModel";
import type { Scores } from "../scores";

/** Adds, as "layer N", what the stream before layer N would say if it were the last: what DoLa contrasts (Chuang et al. 2024). Throws `input-invalid` for a layer that the model has not. */
export function withLayers(model: LayeredModel, layers: readonly number[]): LanguageModel {
  const wrong = layers.find(layer => !Number.isInteger(layer) || layer < 0 || layer >= model.layers);
  if (wrong !== undefined) {
    throw new Problem("input-invalid", `There is no layer ${wrong} to contrast with: the model has ${model.layers}, and the last one's stream is the model's own.`, {
      remedy: `Choose layers from 0 to ${model.layers - 1}.`,
    });
  }
  return {
    vocabulary: model.vocabulary,
    next: async (texts, signal) => {
      const answers = await model.next(texts, signal);
      const lens = await model.lens(texts, layers, signal);
      return answers.map((next, i) => ({ ...next, beside: { ...next.beside, ...Object.fromEntries(layers.map((layer, k) => [`layer ${layer}`, lens[i]?.[k] as Scores])) } }));
    },
  };
}
