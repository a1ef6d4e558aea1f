import type { Config } from "../model/config";
import { llamaNames } from "./llamaNames";
import { table, type Names } from "./names";

/** Tensor names of Qwen2, which are Llama's, and of Qwen3, which norms each head's queries and keys. */
export const qwenNames = (config: Config): Names => {
  const llama = llamaNames(config);
  return {
    ...llama,
    places: {
      ...llama.places,
      "blocks.{i}.attn.q_norm.w": table("layers.{i}.self_attn.q_norm.weight"),
      "blocks.{i}.attn.k_norm.w": table("layers.{i}.self_attn.k_norm.weight"),
    },
  };
};
