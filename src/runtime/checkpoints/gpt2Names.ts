import type { Config } from "../model/config";
import { conv1d, linear, shared, table, type Names } from "./names";

/** GPT-2's tensor names; the first public checkpoints lack the prefix and keep the causal mask as a buffer. */
export const gpt2Names = (config: Config): Names => ({
  prefixes: ["transformer.", ""],
  bare: ["lm_head.weight", "score.weight"],
  places: {
    // One matrix, looked up by row and multiplied by [out, in].
    "embed.W_E": linear("wte.weight"),
    "pos_embed.W_pos": table("wpe.weight"),
    "blocks.{i}.ln1.w": table("h.{i}.ln_1.weight"),
    "blocks.{i}.ln1.b": table("h.{i}.ln_1.bias"),
    "blocks.{i}.attn.W_Q": conv1d("h.{i}.attn.c_attn.weight", { index: 0, of: 3 }),
    "blocks.{i}.attn.W_K": conv1d("h.{i}.attn.c_attn.weight", { index: 1, of: 3 }),
    "blocks.{i}.attn.W_V": conv1d("h.{i}.attn.c_attn.weight", { index: 2, of: 3 }),
    "blocks.{i}.attn.b_Q": shared("h.{i}.attn.c_attn.bias", 0, 3),
    "blocks.{i}.attn.b_K": shared("h.{i}.attn.c_attn.bias", 1, 3),
    "blocks.{i}.attn.b_V": shared("h.{i}.attn.c_attn.bias", 2, 3),
    "blocks.{i}.attn.W_O": conv1d("h.{i}.attn.c_proj.weight"),
    "blocks.{i}.attn.b_O": table("h.{i}.attn.c_proj.bias"),
    "blocks.{i}.ln2.w": table("h.{i}.ln_2.weight"),
    "blocks.{i}.ln2.b": table("h.{i}.ln_2.bias"),
    "blocks.{i}.mlp.W_in": conv1d("h.{i}.mlp.c_fc.weight"),
    "blocks.{i}.mlp.b_in": table("h.{i}.mlp.c_fc.bias"),
    "blocks.{i}.mlp.W_out": conv1d("h.{i}.mlp.c_proj.weight"),
    "blocks.{i}.mlp.b_out": table("h.{i}.mlp.c_proj.bias"),
    "ln_final.w": table("ln_f.weight"),
    "ln_final.b": table("ln_f.bias"),
    "unembed.W_U": linear("lm_head.weight"),
    "score.W": linear("score.weight"),
  },
  ignored: [
    { name: /^(transformer\.)?h\.\d+\.attn\.(bias|masked_bias)$/, why: "the causal mask as a buffer" },
    ...(config.tied ? [{ name: /^lm_head\.weight$/, why: "the embedding once more (tied)" }] : []),
  ],
});
