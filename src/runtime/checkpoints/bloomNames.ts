import type { Config } from "../model/config";
import { affine, interleaved, linear, norm, tensorsOf, type Names, type Places } from "./names";

/** BLOOM's tensor names; checkpoints saved from the bare model lack the prefix. */
export const bloomNames = (config: Config): Names => {
  const head: Places = config.labels !== null ? { "score.W": linear("score.weight") } : config.tied ? {} : { "unembed.W_U": linear("lm_head.weight") };
  return {
    prefixes: ["transformer.", ""],
    bare: tensorsOf(head),
    places: {
      "embed.W_E": linear("word_embeddings.weight"),
      ...norm("ln_embed", "word_embeddings_layernorm"),
      ...norm("blocks.{i}.ln1", "h.{i}.input_layernorm"),
      ...interleaved("blocks.{i}.attn", "h.{i}.self_attention.query_key_value", { bias: true }),
      ...affine("blocks.{i}.attn.W_O", "h.{i}.self_attention.dense"),
      ...norm("blocks.{i}.ln2", "h.{i}.post_attention_layernorm"),
      ...affine("blocks.{i}.mlp.W_in", "h.{i}.mlp.dense_h_to_4h"),
      ...affine("blocks.{i}.mlp.W_out", "h.{i}.mlp.dense_4h_to_h"),
      ...norm("ln_final", "ln_f"),
      ...head,
    },
    ignored: config.tied ? [{ name: /^lm_head\.weight$/, why: "the embedding once more (tied)" }] : [],
  };
};
