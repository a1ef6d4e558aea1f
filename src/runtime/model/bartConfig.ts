import { evenly, taskOf, type Config, type ConfigReader, type StackConfigs } from "./config";

/** config.json of BART checkpoints. */
export function readBartConfig(read: ConfigReader): StackConfigs {
  read.refuse("normalize_embedding", true);
  read.refuse("static_position_embeddings", false);
  return stacks(read);
}

/** config.json of Marian checkpoints (OPUS-MT): the original Transformer. */
export function readMarianConfig(read: ConfigReader): StackConfigs {
  read.refuse("normalize_embedding", false);
  read.refuse("static_position_embeddings", true);
  read.refuse("share_encoder_decoder_embeddings", true);
  const both = stacks(read);
  read.refuse("decoder_vocab_size", both.decoder.vocabulary);
  return both;
}

function stacks(read: ConfigReader): StackConfigs {
  read.refuse("is_encoder_decoder", true);
  read.refuse("normalize_before", false);
  read.refuse("add_final_layer_norm", false);
  read.refuse("do_blenderbot_90_layernorm", false);
  const tied = read.flag("tie_word_embeddings", true);
  const task = taskOf(read, ["seq2seq-lm"], { headless: tied });
  const dModel = read.count("d_model");
  const stack = (name: "encoder" | "decoder"): Config => {
    const heads = read.count(`${name}_attention_heads`);
    return {
      modelType: read.text("model_type"),
      layers: read.count(`${name}_layers`),
      dModel,
      heads,
      kvHeads: heads,
      dHead: evenly(dModel, heads, `d_model / ${name}_attention_heads`),
      dMlp: read.count(`${name}_ffn_dim`),
      vocabulary: read.count("vocab_size"),
      context: read.count("max_position_embeddings", 1024),
      eps: 1e-5,
      activation: read.text("activation_function", "gelu"),
      tied,
      task,
      labels: null,
      padId: read.optionalId("pad_token_id"),
      read,
    };
  };
  return { encoder: stack("encoder"), decoder: stack("decoder") };
}
