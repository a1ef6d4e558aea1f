import { bloomNames } from "../../checkpoints/bloomNames";
import { gpt2Names } from "../../checkpoints/gpt2Names";
import { gptNeoxNames } from "../../checkpoints/gptNeoxNames";
import { openaiGptNames } from "../../checkpoints/openaiGptNames";
import { readBloomConfig } from "../bloomConfig";
import type { Config } from "../config";
import { readGpt2Config } from "../gpt2Config";
import { gptNeoxRotary, readGptNeoxConfig } from "../gptNeoxConfig";
import { readOpenaiGptConfig } from "../openaiGptConfig";
import { bothBiases } from "../parts/attention";
import { plain } from "../parts/embedding";
import { classifier, doubleHeads, tied, untied, type Head } from "../parts/heads";
import { layerNorm } from "../parts/norms";
import { parallel, preNorm } from "../parts/residual";
import { alibi } from "../positions/alibi";
import { learned } from "../positions/learned";
import type { Position } from "../positions/position";
import { rotary } from "../positions/rotary";
import { scalingOf } from "../positions/rotaryScaling";
import { oneStack } from "./family";
import { LINEAGE } from "./lineage";
import { transformer } from "./transformer";

/** The head of a decoder that stands alone, as its config asks for it. */
const headOf = (config: Config): Head => {
  if (config.labels !== null) return classifier(config.labels);
  const language = config.tied ? tied() : untied();
  return config.task === "double-heads" ? doubleHeads(language) : language;
};

/** Radford et al. 2018. */
export const gpt = oneStack({
  name: "GPT",
  modelType: "openai-gpt",
  from: LINEAGE.gpt,
  config: readOpenaiGptConfig,
  names: openaiGptNames,
  recipe: config => ({ ...transformer.decoder(config), scope: "", embedding: plain, position: learned(config.context), cross: false, head: headOf(config) }),
});

/** Radford et al. 2019. */
export const gpt2 = oneStack({
  name: "GPT-2",
  modelType: "gpt2",
  from: LINEAGE.gpt2,
  config: readGpt2Config,
  names: gpt2Names,
  recipe: config => ({ ...gpt.recipe(config), residual: preNorm, final: layerNorm(config.eps) }),
});

/** Le Scao et al. 2022. */
export const bloom = oneStack({
  name: "BLOOM",
  modelType: "bloom",
  from: LINEAGE.bloom,
  config: readBloomConfig,
  names: bloomNames,
  recipe: config => ({ ...gpt2.recipe(config), position: alibi(config.heads), embedding: { ...plain, about: "normed", norm: layerNorm(config.eps) } }),
});

/** Black et al. 2022. */
export const gptNeox = oneStack({
  name: "GPT-NeoX",
  modelType: "gpt_neox",
  from: LINEAGE.gptNeox,
  config: readGptNeoxConfig,
  names: gptNeoxNames,
  recipe: config => ({
    ...gpt2.recipe(config),
    position: partlyRotary(config),
    attention: { ...gpt2.recipe(config).attention, bias: bothBiases(config.read.flag("attention_bias", true)) },
    residual: config.read.flag("use_parallel_residual", true) ? parallel : preNorm,
  }),
});

/** The first channels of each head turn. */
function partlyRotary(config: Config): Position {
  const { theta, dims, scaling } = gptNeoxRotary(config.read, config.dHead);
  return rotary(theta, dims, scalingOf(scaling, config.context));
}
