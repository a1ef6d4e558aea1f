import type { Config } from "../model/config";
import { affine, interleaved, linear, norm, tensorsOf, type Names, type Places } from "./names";

/** GPT-NeoX's and Pythia's tensor names; the first public checkpoints keep the causal mask and the rotary frequencies as buffers. */
export const gptNeoxNames = (config: Config): Names => {
  const head: Places = config.labels !== null ? { "score.W": linear("score.weight") } : config.tied ? {} : { "unembed.W_U": linear("embed_out.weight") };
  const bias = config.read.flag("attention_bias", true);
  return {
    prefixes: ["gpt_neox.", ""],
    bare: tensorsOf(head),
    places: {
      "embed.W_E": linear("embed_in.weight"),
      ...norm("blocks.{i}.ln1", "layers.{i}.input_layernorm"),
      ...interleaved("blocks.{i}.attn", "layers.{i}.attention.query_key_value", { bias }),
      ...(bias ? affine("blocks.{i}.attn.W_O", "layers.{i}.attention.dense") : { "blocks.{i}.attn.W_O": linear("layers.{i}.attention.dense.weight") }),
      ...norm("blocks.{i}.ln2", "layers.{i}.post_attention_layernorm"),
      ...affine("blocks.{i}.mlp.W_in", "layers.{i}.mlp.dense_h_to_4h"),
      ...affine("blocks.{i}.mlp.W_out", "layers.{i}.mlp.dense_4h_to_h"),
      ...norm("ln_final", "final_layer_norm"),
      ...head,
    },
    ignored: [
      { name: /^(gpt_neox\.)?layers\.\d+\.attention\.(bias|masked_bias)$/, why: "the causal mask as a buffer" },
      { name: /^(gpt_neox\.)?layers\.\d+\.attention\.rotary_emb\.inv_freq$/, why: "the rotary frequencies as a buffer" },
      ...(config.tied ? [{ name: /^embed_out\.weight$/, why: "the embedding once more (tied)" }] : []),
    ],
  };
};
