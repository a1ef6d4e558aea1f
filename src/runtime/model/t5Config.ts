import { taskOf, type Config, type ConfigReader, type StackConfigs } from "./config";

/** config.json of T5 1.0, T5 1.1 and UL2 checkpoints. Relative positions have no last one: `context` is the length of the training texts. */
export function readT5Config(read: ConfigReader): StackConfigs {
  read.refuse("is_encoder_decoder", true);
  const tied = read.flag("tie_word_embeddings", true);
  const heads = read.count("num_heads");
  const layers = read.count("num_layers");
  const encoder: Config = {
    modelType: "t5",
    layers,
    dModel: read.count("d_model"),
    heads,
    kvHeads: heads,
    dHead: read.count("d_kv"),
    dMlp: read.count("d_ff"),
    vocabulary: read.count("vocab_size"),
    context: read.count("n_positions", 512),
    eps: read.number("layer_norm_epsilon", 1e-6),
    activation: t5Mlp(read).activation,
    tied,
    task: taskOf(read, ["seq2seq-lm"], { headless: tied }),
    labels: null,
    padId: read.optionalId("pad_token_id"),
    read,
  };
  return { encoder, decoder: { ...encoder, layers: read.count("num_decoder_layers", layers) } };
}

/** The MLP's activation and whether it is a gate: `feed_forward_proj` says both in one word ("gated-gelu"), newer files also one by one. */
export function t5Mlp(read: ConfigReader): { readonly activation: string; readonly gated: boolean } {
  const word = read.text("feed_forward_proj", "relu");
  const gated = word.startsWith("gated-");
  // The published gated models were trained with the approximation by tanh.
  const activation = word === "gated-gelu" ? "gelu_new" : word.replace(/^gated-/, "");
  return { activation: read.text("dense_act_fn", activation), gated: read.flag("is_gated_act", gated) };
}
