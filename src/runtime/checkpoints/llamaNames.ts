import type { Config } from "../model/config";
import { linear, table, type Names } from "./names";

/** Llama's tensor names, shared by Mistral; early checkpoints also keep the rotary frequencies as a buffer. */
export const llamaNames = (config: Config): Names => ({
  prefixes: ["model.", ""],
  bare: ["lm_head.weight", "score.weight"],
  places: {
    "embed.W_E": linear("embed_tokens.weight"),
    "blocks.{i}.ln1.w": table("layers.{i}.input_layernorm.weight"),
    "blocks.{i}.attn.W_Q": linear("layers.{i}.self_attn.q_proj.weight"),
    "blocks.{i}.attn.W_K": linear("layers.{i}.self_attn.k_proj.weight"),
    "blocks.{i}.attn.W_V": linear("layers.{i}.self_attn.v_proj.weight"),
    "blocks.{i}.attn.W_O": linear("layers.{i}.self_attn.o_proj.weight"),
    "blocks.{i}.attn.b_Q": table("layers.{i}.self_attn.q_proj.bias"),
    "blocks.{i}.attn.b_K": table("layers.{i}.self_attn.k_proj.bias"),
    "blocks.{i}.attn.b_V": table("layers.{i}.self_attn.v_proj.bias"),
    "blocks.{i}.attn.b_O": table("layers.{i}.self_attn.o_proj.bias"),
    "blocks.{i}.ln2.w": table("layers.{i}.post_attention_layernorm.weight"),
    "blocks.{i}.mlp.W_gate": linear("layers.{i}.mlp.gate_proj.weight"),
    "blocks.{i}.mlp.W_in": linear("layers.{i}.mlp.up_proj.weight"),
    "blocks.{i}.mlp.W_out": linear("layers.{i}.mlp.down_proj.weight"),
    "blocks.{i}.mlp.b_gate": table("layers.{i}.mlp.gate_proj.bias"),
    "blocks.{i}.mlp.b_in": table("layers.{i}.mlp.up_proj.bias"),
    "blocks.{i}.mlp.b_out": table("layers.{i}.mlp.down_proj.bias"),
    "ln_final.w": table("norm.weight"),
    "unembed.W_U": linear("lm_head.weight"),
    "score.W": linear("score.weight"),
  },
  ignored: [
    { name: /^(model\.)?layers\.\d+\.self_attn\.rotary_emb\.inv_freq$/, why: "the rotary frequencies as a buffer" },
    ...(config.tied ? [{ name: /^lm_head\.weight$/, why: "the embedding once more (tied)" }] : []),
  ],
});
