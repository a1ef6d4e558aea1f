import { llamaNames } from "../../checkpoints/llamaNames";
import { qwenNames } from "../../checkpoints/qwenNames";
import type { Config } from "../config";
import { readLlamaConfig } from "../llamaConfig";
import { rotarySettings } from "../rotaryConfig";
import { readQwen2Config, readQwen3Config } from "../qwenConfig";
import { activationNamed } from "../parts/activations";
import { bothBiases } from "../parts/attention";
import { causal, slidingWindow } from "../parts/masks";
import { gated } from "../parts/mlp";
import { rmsNorm } from "../parts/norms";
import type { Position } from "../positions/position";
import { rotary } from "../positions/rotary";
import { scalingOf } from "../positions/rotaryScaling";
import { oneStack } from "./family";
import { gpt2 } from "./gpt";
import { LINEAGE } from "./lineage";

/** Touvron et al. 2023. */
export const llama = oneStack({
  name: "Llama",
  modelType: "llama",
  from: LINEAGE.llama,
  config: readLlamaConfig,
  names: llamaNames,
  recipe: config => ({
    ...gpt2.recipe(config),
    position: rotaryOf(config),
    norm: rmsNorm(config.eps),
    final: rmsNorm(config.eps),
    attention: { ...gpt2.recipe(config).attention, bias: bothBiases(config.read.flag("attention_bias", false)) },
    mlp: gated(activationNamed(config.activation), { bias: config.read.flag("mlp_bias", false) }),
  }),
});

/** Jiang et al. 2023. */
export const mistral = oneStack({
  ...llama,
  name: "Mistral",
  modelType: "mistral",
  from: LINEAGE.mistral,
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
  from: LINEAGE.qwen2,
  config: readQwen2Config,
  names: qwenNames,
  recipe: config => ({ ...llama.recipe(config), attention: { ...llama.recipe(config).attention, bias: { qkv: true, out: false } } }),
});

/** Yang et al. 2025. */
export const qwen3 = oneStack({
  ...llama,
  name: "Qwen3",
  modelType: "qwen3",
  from: LINEAGE.qwen3,
  config: readQwen3Config,
  names: qwenNames,
  recipe: config => ({ ...llama.recipe(config), attention: { ...llama.recipe(config).attention, norm: rmsNorm(config.eps) } }),
});

function rotaryOf(config: Config): Position {
  const { theta, scaling } = rotarySettings(config.read, 10_000);
  return rotary(theta, config.dHead, scalingOf(scaling, config.context));
}
