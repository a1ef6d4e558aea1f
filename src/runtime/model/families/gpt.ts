import { bloomNames } from "../../checkpoints/bloomNames";
import { gpt2Names } from "../../checkpoints/gpt2Names";
import { gptNeoxNames } from "../../checkpoints/gptNeoxNames";
import { openaiGptNames } from "../../checkpoints/openaiGptNames";
import { readBloomConfig } from "../bloomConfig";
import type { Config } from "../config";
import { readGpt2Config } from "../gpt2Config";
import { gptNeoxRotary, readGptNeoxConfig } from "../gptNeoxConfig";
import { readOpenaiGptConfig } from "../openaiGptConfig";
import { activationNamed } from "../parts/activations";
import { plain } from "../parts/embedding";
import { classifier, doubleHeads, tied, untied, type Head } from "../parts/heads";
import { causal } from "../parts/masks";
import { dense } from "../parts/mlp";
import { layerNorm } from "../parts/norms";
import { parallel, postNorm, preNorm } from "../parts/residual";
import { alibi } from "../positions/alibi";
import { learned } from "../positions/learned";
import { rotary } from "../positions/rotary";
import { scalingOf } from "../positions/rotaryScaling";
import { oneStack } from "./family";

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
  from: { ancestor: "Transformer", changes: ["The decoder alone, without cross-attention.", "Learned positions take the sinusoids' place.", "GELU takes ReLU's place."] },
  config: readOpenaiGptConfig,
  names: openaiGptNames,
  recipe: config => ({
    config,
    scope: "",
    embedding: plain,
    position: learned(config.context),
    norm: layerNorm(config.eps),
    residual: postNorm,
    attention: { about: "multi-head", scale: config.dHead ** -0.5, bias: { qkv: true, out: true } },
    mask: causal,
    cross: false,
    mlp: dense(activationNamed(config.activation)),
    final: null,
    head: headOf(config),
  }),
});

/** Radford et al. 2019. */
export const gpt2 = oneStack({
  name: "GPT-2",
  modelType: "gpt2",
  from: { ancestor: "GPT", changes: ["Each norm moves before its sublayer.", "One more norm follows the last block."] },
  config: readGpt2Config,
  names: gpt2Names,
  recipe: config => ({ ...gpt.recipe(config), residual: preNorm, final: layerNorm(config.eps) }),
});

/** Le Scao et al. 2022. */
export const bloom = oneStack({
  name: "BLOOM",
  modelType: "bloom",
  from: { ancestor: "GPT-2", changes: ["A bias by distance, with a slope per head (ALiBi), takes the learned positions' place.", "A norm follows the embeddings."] },
  config: readBloomConfig,
  names: bloomNames,
  recipe: config => ({ ...gpt2.recipe(config), position: alibi(config.heads), embedding: { ...plain, about: "normed", norm: layerNorm(config.eps) } }),
});

/** Black et al. 2022. */
export const gptNeox = oneStack({
  name: "GPT-NeoX",
  modelType: "gpt_neox",
  from: {
    ancestor: "GPT-2",
    changes: ["Rotary positions, on a part of each head's channels, take the learned table's place.", "Attention and MLP read the same stream, side by side.", "An output matrix of its own."],
  },
  config: readGptNeoxConfig,
  names: gptNeoxNames,
  recipe: config => {
    const { theta, dims, scaling } = gptNeoxRotary(config.read, config.dHead);
    const bias = config.read.flag("attention_bias", true);
    return {
      ...gpt2.recipe(config),
      position: rotary(theta, dims, scalingOf(scaling, config.context)),
      attention: { ...gpt2.recipe(config).attention, bias: { qkv: bias, out: bias } },
      residual: config.read.flag("use_parallel_residual", true) ? parallel : preNorm,
    };
  },
});
