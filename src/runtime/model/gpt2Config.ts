import { evenly, labelsOf, taskOf, type Config, type ConfigReader } from "./config";

/** config.json of GPT-2 checkpoints. */
export function readGpt2Config(read: ConfigReader): Config {
  read.refuse("scale_attn_weights", true);
  read.refuse("scale_attn_by_inverse_layer_idx", false);
  read.refuse("add_cross_attention", false);
  const dModel = read.count("n_embd");
  const heads = read.count("n_head");
  const tied = read.flag("tie_word_embeddings", true);
  return {
    modelType: "gpt2",
    layers: read.count("n_layer"),
    dModel,
    heads,
    kvHeads: heads,
    dHead: evenly(dModel, heads, "n_embd / n_head"),
    dMlp: read.optionalCount("n_inner") ?? 4 * dModel,
    vocabulary: read.count("vocab_size"),
    context: read.has("n_ctx") && !read.has("n_positions") ? read.count("n_ctx") : read.count("n_positions"),
    eps: read.number("layer_norm_epsilon", 1e-5),
    activation: read.text("activation_function", "gelu_new"),
    tied,
    task: taskOf(read, ["causal-lm", "sequence-classification"], { headless: tied }),
    labels: labelsOf(read),
    padId: read.optionalId("pad_token_id"),
    read,
  };
}
