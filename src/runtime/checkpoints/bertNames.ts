import { bertPositions } from "../model/bertConfig";
import type { Config } from "../model/config";
import { affine, linear, norm, table, tensorsOf, type Names, type Places } from "./names";

/** BERT's tensor names; the first public checkpoints say gamma and beta, and keep what their pre-training needed besides. */
export const bertNames = (config: Config): Names => {
  const masked: Places = {
    ...affine("head.W", "cls.predictions.transform.dense"),
    ...norm("head.ln", "cls.predictions.transform.LayerNorm"),
    ...(config.tied ? {} : { "unembed.W_U": linear("cls.predictions.decoder.weight") }),
    "unembed.b_U": table("cls.predictions.bias"),
  };
  const head = config.task === "masked-lm" ? masked : affine("score.W", "classifier");
  return {
    prefixes: ["bert."],
    bare: tensorsOf(head),
    places: { ...body(config), ...head, ...(config.task === "masked-lm" ? {} : affine("pooler.W", "pooler.dense")) },
    aliases: [
      { from: /\bLayerNorm\.gamma$/, to: "LayerNorm.weight" },
      { from: /\bLayerNorm\.beta$/, to: "LayerNorm.bias" },
      { from: /^cls\.predictions\.decoder\.bias$/, to: "cls.predictions.bias" },
    ],
    ignored: [
      ...buffersAndPositions(config),
      { name: /^cls\.predictions\.decoder\.bias$/, why: "the output bias once more" },
      ...(config.tied ? [{ name: /^cls\.predictions\.decoder\.weight$/, why: "the embedding once more (tied)" }] : []),
      ...(config.task === "masked-lm"
        ? [
            { name: /^bert\.pooler\.dense\.(weight|bias)$/, why: "the pooler, which only classifiers read" },
            { name: /^cls\.seq_relationship\.(weight|bias)$/, why: "next-sentence prediction, which masked tokens do not need" },
          ]
        : []),
    ],
  };
};

/** RoBERTa's tensor names: BERT's, with heads of its own. */
export const robertaNames = (config: Config): Names => {
  const masked: Places = {
    ...affine("head.W", "lm_head.dense"),
    ...norm("head.ln", "lm_head.layer_norm"),
    ...(config.tied ? {} : { "unembed.W_U": linear("lm_head.decoder.weight") }),
    "unembed.b_U": table("lm_head.bias"),
  };
  const head = config.task === "masked-lm" ? masked : { ...affine("pooler.W", "classifier.dense"), ...affine("score.W", "classifier.out_proj") };
  return {
    prefixes: ["roberta."],
    bare: tensorsOf(head),
    places: { ...body(config), ...head },
    aliases: [{ from: /^lm_head\.decoder\.bias$/, to: "lm_head.bias" }],
    ignored: [
      ...buffersAndPositions(config),
      { name: /^lm_head\.decoder\.bias$/, why: "the output bias once more" },
      ...(config.tied ? [{ name: /^lm_head\.decoder\.weight$/, why: "the embedding once more (tied)" }] : []),
      { name: /^roberta\.pooler\.dense\.(weight|bias)$/, why: "a pooler that neither of this family's heads reads" },
    ],
  };
};

const body = (config: Config): Places => ({
  "embed.W_E": linear("embeddings.word_embeddings.weight"),
  "embed.W_type": table("embeddings.token_type_embeddings.weight"),
  ...(relative(config)
    ? { "blocks.{i}.attn.W_rel": table("encoder.layer.{i}.attention.self.distance_embedding.weight") }
    : { "pos_embed.W_pos": table("embeddings.position_embeddings.weight") }),
  ...norm("ln_embed", "embeddings.LayerNorm"),
  ...affine("blocks.{i}.attn.W_Q", "encoder.layer.{i}.attention.self.query"),
  ...affine("blocks.{i}.attn.W_K", "encoder.layer.{i}.attention.self.key"),
  ...affine("blocks.{i}.attn.W_V", "encoder.layer.{i}.attention.self.value"),
  ...affine("blocks.{i}.attn.W_O", "encoder.layer.{i}.attention.output.dense"),
  ...norm("blocks.{i}.ln1", "encoder.layer.{i}.attention.output.LayerNorm"),
  ...affine("blocks.{i}.mlp.W_in", "encoder.layer.{i}.intermediate.dense"),
  ...affine("blocks.{i}.mlp.W_out", "encoder.layer.{i}.output.dense"),
  ...norm("blocks.{i}.ln2", "encoder.layer.{i}.output.LayerNorm"),
});

const buffersAndPositions = (config: Config): Names["ignored"] => [
  { name: /^(bert|roberta)\.embeddings\.position_ids$/, why: "the numbers 0, 1, 2, … as a buffer" },
  ...(relative(config) ? [{ name: /^bert\.embeddings\.position_embeddings\.weight$/, why: "a table of positions that relative ones replace" }] : []),
];

const relative = (config: Config): boolean => bertPositions(config.read) !== "absolute";
