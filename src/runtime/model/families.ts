import type { Names } from "../checkpoints/names";
import { gpt2Names } from "../checkpoints/gpt2Names";
import { llamaNames } from "../checkpoints/llamaNames";
import type { Config, ConfigReader } from "./config";
import { readGpt2Config } from "./gpt2Config";
import { readLlamaConfig } from "./llamaConfig";
import { activationNamed } from "./parts/activations";
import { classifier, tied, untied } from "./parts/heads";
import { causal, slidingWindow } from "./parts/masks";
import { dense, gated } from "./parts/mlp";
import { layerNorm, rmsNorm } from "./parts/norms";
import { preNorm } from "./parts/residual";
import { learned } from "./positions/learned";
import { rotary } from "./positions/rotary";
import { scalingOf } from "./positions/rotaryScaling";
import type { Recipe } from "./recipe";

/** A kind of model: its recipe as the differences from an ancestor's, and how its checkpoints are written. */
export interface Family {
  readonly name: string;
  /** `model_type` in config.json. */
  readonly modelType: string;
  readonly from: { readonly ancestor: string; readonly changes: readonly string[] } | null;
  readonly config: (read: ConfigReader) => Config;
  readonly recipe: (config: Config) => Recipe;
  readonly names: (config: Config) => Names;
}

/** Radford et al. 2019. */
export const gpt2: Family = {
  name: "GPT-2",
  modelType: "gpt2",
  from: { ancestor: "GPT", changes: ["Each norm moves before its sublayer.", "One more norm follows the last block."] },
  config: readGpt2Config,
  names: gpt2Names,
  recipe: config => ({
    config,
    position: learned(config.context),
    norm: layerNorm(config.eps),
    residual: preNorm,
    attention: { about: "multi-head", scale: config.dHead ** -0.5, bias: { qkv: true, out: true } },
    mask: causal,
    mlp: dense(activationNamed(config.activation)),
    final: layerNorm(config.eps),
    head: config.labels !== null ? classifier(config.labels) : config.tied ? tied : untied,
  }),
};

/** Touvron et al. 2023. */
export const llama: Family = {
  name: "Llama",
  modelType: "llama",
  from: {
    ancestor: "GPT-2",
    changes: [
      "RMSNorm takes LayerNorm's place.",
      "Rotary positions, inside attention, take the learned table's place.",
      "SwiGLU takes GELU's place.",
      "No biases.",
      "Llama 2 and later: several query heads share one key head.",
    ],
  },
  config: readLlamaConfig,
  names: llamaNames,
  recipe: config => ({
    ...gpt2.recipe(config),
    position: rotary(config.read.number("rope_theta", 10_000), config.dHead, scalingOf(config.read.object("rope_scaling"), config.context)),
    norm: rmsNorm(config.eps),
    final: rmsNorm(config.eps),
    attention: { ...gpt2.recipe(config).attention, bias: bothBiases(config.read.flag("attention_bias", false)) },
    mlp: gated(activationNamed(config.activation), { bias: config.read.flag("mlp_bias", false) }),
  }),
};

/** Jiang et al. 2023. */
export const mistral: Family = {
  ...llama,
  name: "Mistral",
  modelType: "mistral",
  from: { ancestor: "Llama", changes: ["A query sees only a window of the past: itself and the tokens just before it."] },
  recipe: config => {
    const window = config.read.optionalCount("sliding_window");
    return { ...llama.recipe(config), mask: window === null ? causal : slidingWindow(window) };
  },
};

export const FAMILIES: readonly Family[] = [gpt2, llama, mistral];

const bothBiases = (bias: boolean): { qkv: boolean; out: boolean } => ({ qkv: bias, out: bias });
