import { llamaNames } from "../../checkpoints/llamaNames";
import { qwenNames } from "../../checkpoints/qwenNames";
import { readLlamaConfig } from "../llamaConfig";
import { rotarySettings } from "../rotaryConfig";
import { readQwen2Config, readQwen3Config } from "../qwenConfig";
import { activationNamed } from "../parts/activations";
import { causal, slidingWindow } from "../parts/masks";
import { gated } from "../parts/mlp";
import { rmsNorm } from "../parts/norms";
import { rotary } from "../positions/rotary";
import { scalingOf } from "../positions/rotaryScaling";
import { oneStack } from "./family";
import { gpt2 } from "./gpt";

/** Touvron et al. 2023. */
export const llama = oneStack({
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
  recipe: config => {
    const { theta, scaling } = rotarySettings(config.read, 10_000);
    return {
      ...gpt2.recipe(config),
      position: rotary(theta, config.dHead, scalingOf(scaling, config.context)),
      norm: rmsNorm(config.eps),
      final: rmsNorm(config.eps),
      attention: { ...gpt2.recipe(config).attention, bias: bothBiases(config.read.flag("attention_bias", false)) },
      mlp: gated(activationNamed(config.activation), { bias: config.read.flag("mlp_bias", false) }),
    };
  },
});

/** Jiang et al. 2023. */
export const mistral = oneStack({
  ...llama,
  name: "Mistral",
  modelType: "mistral",
  from: { ancestor: "Llama", changes: ["A query sees only a window of the past: itself and the tokens just before it."] },
  recipe: config => {
    const window = config.read.optionalCount("sliding_window");
    return { ...llama.recipe(config), mask: window === null ? causal : slidingWindow(window) };
  },
});

/** Yang et al. 2024. */
export const qwen2 = oneStack({
  ...llama,
  name: "Qwen2",
  modelType: "qwen2",
  from: { ancestor: "Llama", changes: ["Queries, keys and values have biases."] },
  config: readQwen2Config,
  names: qwenNames,
  recipe: config => ({ ...llama.recipe(config), attention: { ...llama.recipe(config).attention, bias: { qkv: true, out: false } } }),
});

/** Yang et al. 2025. */
export const qwen3 = oneStack({
  ...llama,
  name: "Qwen3",
  modelType: "qwen3",
  from: { ancestor: "Llama", changes: ["Each head's queries and keys are normed before positions turn them."] },
  config: readQwen3Config,
  names: qwenNames,
  recipe: config => ({ ...llama.recipe(config), attention: { ...llama.recipe(config).attention, norm: rmsNorm(config.eps) } }),
});

const bothBiases = (bias: boolean): { qkv: boolean; out: boolean } => ({ qkv: bias, out: bias });
