import type { Config } from "../model/config";
import { affine, linear, norm, table, tensorsOf, type Names, type Places } from "./names";

/** DistilBERT's tensor names. */
export const distilbertNames = (config: Config): Names => {
  const masked: Places = {
    ...affine("head.W", "vocab_transform"),
    ...norm("head.ln", "vocab_layer_norm"),
    ...(config.tied ? {} : { "unembed.W_U": linear("vocab_projector.weight") }),
    "unembed.b_U": table("vocab_projector.bias"),
  };
  const head = config.task === "masked-lm" ? masked : { ...affine("head.W", "pre_classifier"), ...affine("score.W", "classifier") };
  return {
    prefixes: ["distilbert."],
    bare: tensorsOf(head),
    places: { ...body, ...head },
    ignored: [
      { name: /^distilbert\.embeddings\.position_ids$/, why: "the numbers 0, 1, 2, … as a buffer" },
      ...(config.tied ? [{ name: /^vocab_projector\.weight$/, why: "the embedding once more (tied)" }] : []),
    ],
  };
};

const body: Places = {
  "embed.W_E": linear("embeddings.word_embeddings.weight"),
  "pos_embed.W_pos": table("embeddings.position_embeddings.weight"),
  ...norm("ln_embed", "embeddings.LayerNorm"),
  ...affine("blocks.{i}.attn.W_Q", "transformer.layer.{i}.attention.q_lin"),
  ...affine("blocks.{i}.attn.W_K", "transformer.layer.{i}.attention.k_lin"),
  ...affine("blocks.{i}.attn.W_V", "transformer.layer.{i}.attention.v_lin"),
  ...affine("blocks.{i}.attn.W_O", "transformer.layer.{i}.attention.out_lin"),
  ...norm("blocks.{i}.ln1", "transformer.layer.{i}.sa_layer_norm"),
  ...affine("blocks.{i}.mlp.W_in", "transformer.layer.{i}.ffn.lin1"),
  ...affine("blocks.{i}.mlp.W_out", "transformer.layer.{i}.ffn.lin2"),
  ...norm("blocks.{i}.ln2", "transformer.layer.{i}.output_layer_norm"),
};
