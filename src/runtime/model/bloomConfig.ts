import { evenly, labelsOf, taskOf, type Config, type ConfigReader } from "./config";

/** config.json of BLOOM checkpoints, the first of which say `n_embed` and `num_attention_heads`. */
export function readBloomConfig(read: ConfigReader): Config {
  read.refuse("apply_residual_connection_post_layernorm", false);
  read.refuse("slow_but_exact", false);
  const dModel = read.count(read.has("n_embed") ? "n_embed" : "hidden_size");
  const heads = read.count(read.has("n_head") ? "n_head" : "num_attention_heads");
  read.refuse("n_inner", 4 * dModel);
  const tied = read.flag("tie_word_embeddings", true);
  return {
    modelType: "bloom",
    layers: read.count(read.has("n_layer") ? "n_layer" : "num_hidden_layers"),
    dModel,
    heads,
    kvHeads: heads,
    dHead: evenly(dModel, heads, "hidden_size / n_head"),
    dMlp: 4 * dModel,
    vocabulary: read.count("vocab_size"),
    // Slopes have no last position; this is the length of the training texts.
    context: read.count("seq_length", 2048),
    eps: read.number("layer_norm_epsilon", 1e-5),
    activation: "gelu_new",
    tied,
    task: taskOf(read, ["causal-lm", "sequence-classification"], { headless: tied }),
    labels: labelsOf(read),
    padId: read.optionalId("pad_token_id"),
    read,
  };
}
