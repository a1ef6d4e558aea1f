import { evenly, labelsOf, taskOf, type Config, type ConfigReader } from "./config";

/** config.json of BERT checkpoints. */
export function readBertConfig(read: ConfigReader): Config {
  read.refuse("is_decoder", false);
  read.refuse("add_cross_attention", false);
  bertPositions(read);
  const dModel = read.count("hidden_size");
  const heads = read.count("num_attention_heads");
  return {
    modelType: read.text("model_type"),
    layers: read.count("num_hidden_layers"),
    dModel,
    heads,
    kvHeads: heads,
    dHead: evenly(dModel, heads, "hidden_size / num_attention_heads"),
    dMlp: read.count("intermediate_size"),
    vocabulary: read.count("vocab_size"),
    context: read.count("max_position_embeddings", 512),
    eps: read.number("layer_norm_eps", 1e-12),
    activation: read.text("hidden_act", "gelu"),
    tied: read.flag("tie_word_embeddings", true),
    task: taskOf(read, ["masked-lm", "sequence-classification"], { headless: false }),
    labels: labelsOf(read),
    padId: read.optionalId("pad_token_id"),
    read,
  };
}

/** config.json of RoBERTa checkpoints: BERT's, but positions count from the row after the padding id's. */
export function readRobertaConfig(read: ConfigReader): Config {
  read.refuse("position_embedding_type", "absolute");
  const bert = readBertConfig(read);
  const padId = bert.padId ?? 1;
  const context = bert.context - padId - 1;
  if (context < 1) throw read.wrong("max_position_embeddings", `more than pad_token_id + 1 = ${padId + 1}`);
  return { ...bert, padId, context };
}

/** Where a model of BERT's kind knows positions from: its table, or vectors per distance in each layer (Shaw et al. 2018; Huang et al. 2020). */
export type BertPositions = "absolute" | "relative_key" | "relative_key_query";

/** The kind of positions that config.json names; another one is a Problem. */
export function bertPositions(read: ConfigReader): BertPositions {
  const kind = read.text("position_embedding_type", "absolute");
  if (kind === "absolute" || kind === "relative_key" || kind === "relative_key_query") return kind;
  throw read.wrong("position_embedding_type", "absolute, relative_key or relative_key_query");
}
