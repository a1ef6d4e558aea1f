import type { Config, ConfigReader } from "./config";
import { readLlamaConfig } from "./llamaConfig";

/**
 * config.json of Qwen2 checkpoints: Llama's keys. Their published models have all layers see the whole past, and which layers a
 * sliding window would be for differs between releases of the reference: it is refused.
 */
export function readQwen2Config(read: ConfigReader): Config {
  read.refuse("use_sliding_window", false);
  if (read.list("layer_types").some(type => type !== "full_attention")) throw read.wrong("layer_types", "full_attention in every layer");
  return { ...readLlamaConfig(read), context: read.count("max_position_embeddings", 32_768) };
}

/** config.json of Qwen3 checkpoints: a head's width does not follow from the model's. */
export function readQwen3Config(read: ConfigReader): Config {
  const dHead = read.count("head_dim", 128);
  return { ...readQwen2Config(read), dHead };
}
