import { evenly, labelsOf, taskOf, type Config, type ConfigReader } from "./config";

/** config.json of the first GPT's checkpoints. */
export function readOpenaiGptConfig(read: ConfigReader): Config {
  const dModel = read.count("n_embd");
  const heads = read.count("n_head");
  const tied = read.flag("tie_word_embeddings", true);
  const task = taskOf(read, ["causal-lm", "sequence-classification", "double-heads"], { headless: tied });
  if (task === "double-heads") {
    // One linear score at the token that the caller names.
    read.refuse("summary_type", "cls_index");
    read.refuse("summary_use_proj", true);
    read.refuse("summary_proj_to_labels", true);
    read.refuse("summary_activation", null);
  }
  const activation = read.text("afn", "gelu");
  return {
    modelType: "openai-gpt",
    layers: read.count("n_layer"),
    dModel,
    heads,
    kvHeads: heads,
    dHead: evenly(dModel, heads, "n_embd / n_head"),
    dMlp: 4 * dModel,
    vocabulary: read.count("vocab_size"),
    context: read.has("n_ctx") && !read.has("n_positions") ? read.count("n_ctx") : read.count("n_positions", 512),
    eps: read.number("layer_norm_epsilon", 1e-5),
    // What this family calls GELU is the approximation by tanh.
    activation: activation === "gelu" ? "gelu_new" : activation,
    tied,
    task,
    labels: labelsOf(read),
    padId: read.optionalId("pad_token_id"),
    read,
  };
}
