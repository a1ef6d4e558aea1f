import { evenly, labelsOf, taskOf, type Config, type ConfigReader } from "./config";

/** config.json of DistilBERT checkpoints. Sinusoidal positions are stored as a table like learned ones, so that both are read. */
export function readDistilbertConfig(read: ConfigReader): Config {
  const dModel = read.count("dim");
  const heads = read.count("n_heads");
  return {
    modelType: "distilbert",
    layers: read.count("n_layers"),
    dModel,
    heads,
    kvHeads: heads,
    dHead: evenly(dModel, heads, "dim / n_heads"),
    dMlp: read.count("hidden_dim"),
    vocabulary: read.count("vocab_size"),
    context: read.count("max_position_embeddings", 512),
    eps: 1e-12,
    activation: read.text("activation", "gelu"),
    tied: read.flag("tie_word_embeddings", true),
    task: taskOf(read, ["masked-lm", "sequence-classification"], { headless: false }),
    labels: labelsOf(read),
    padId: read.optionalId("pad_token_id"),
    read,
  };
}
