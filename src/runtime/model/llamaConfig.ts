import { evenly, labelsOf, taskOf, type Config, type ConfigReader } from "./config";

/** config.json of Llama checkpoints and of those that follow its key names (Mistral). */
export function readLlamaConfig(read: ConfigReader): Config {
  const dModel = read.count("hidden_size");
  const heads = read.count("num_attention_heads");
  const kvHeads = read.count("num_key_value_heads", heads);
  evenly(heads, kvHeads, "num_attention_heads / num_key_value_heads");
  const dHead = read.has("head_dim") ? read.count("head_dim") : evenly(dModel, heads, "hidden_size / num_attention_heads");
  evenly(dHead, 2, "head_dim / 2 (rotary positions turn pairs)");
  const tied = read.flag("tie_word_embeddings", false);
  return {
    modelType: read.text("model_type"),
    layers: read.count("num_hidden_layers"),
    dModel,
    heads,
    kvHeads,
    dHead,
    dMlp: read.count("intermediate_size"),
    vocabulary: read.count("vocab_size"),
    context: read.count("max_position_embeddings", 2048),
    eps: read.number("rms_norm_eps", 1e-6),
    activation: read.text("hidden_act", "silu"),
    tied,
    task: taskOf(read, ["causal-lm", "sequence-classification"], { headless: tied }),
    labels: labelsOf(read),
    padId: read.optionalId("pad_token_id"),
    read,
  };
}
