import { Problem } from "../../protocol/problem";

/** A tensor to be filled with random numbers of this mean and standard deviation. */
export interface RandomTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly mean: number;
  readonly deviation: number;
}

type Config = Readonly<Record<string, unknown>>;

/**
 * The tensors of a GPT-2, Llama, Mistral or T5 of this config under Hugging Face's names, with deviations at which activations keep
 * their size from layer to layer and attention is neither uniform nor on a single token.
 */
export function randomTensors(config: Config): RandomTensor[] {
  switch (config["model_type"]) {
    case "gpt2":
      return gpt2Tensors(config);
    case "llama":
    case "mistral":
      return llamaTensors(config);
    case "t5":
      return t5Tensors(config);
    default:
      throw new Problem("unknown-architecture", `Random weights are made for gpt2, llama, mistral and t5, not for ${JSON.stringify(config["model_type"])}.`, { remedy: "Choose a config of one of these." });
  }
}

function gpt2Tensors(config: Config): RandomTensor[] {
  const model = size(config, "n_embd");
  const layers = size(config, "n_layer");
  const inner = size(config, "n_inner", 4 * model);
  /** GPT-2 keeps matrices as [in, out]. */
  const linear = (name: string, input: number, output: number, scale = 1): RandomTensor[] => [matrix(`${name}.weight`, [input, output], input, scale), bias(`${name}.bias`, output)];
  const norm = (name: string): RandomTensor[] => [gain(`${name}.weight`, model), bias(`${name}.bias`, model)];
  const intoStream = 1 / Math.sqrt(2 * layers);
  const vocabulary = size(config, "vocab_size");
  return [
    embedding("transformer.wte.weight", vocabulary, model),
    matrix("transformer.wpe.weight", [size(config, "n_positions"), model], model),
    ...repeated(layers, layer => {
      const at = `transformer.h.${layer}`;
      return [
        ...norm(`${at}.ln_1`),
        ...linear(`${at}.attn.c_attn`, model, 3 * model),
        ...linear(`${at}.attn.c_proj`, model, model, intoStream),
        ...norm(`${at}.ln_2`),
        ...linear(`${at}.mlp.c_fc`, model, inner),
        ...linear(`${at}.mlp.c_proj`, inner, model, intoStream),
      ];
    }),
    ...norm("transformer.ln_f"),
    ...(config["tie_word_embeddings"] === false ? [embedding("lm_head.weight", vocabulary, model)] : []),
  ];
}

function llamaTensors(config: Config): RandomTensor[] {
  const model = size(config, "hidden_size");
  const layers = size(config, "num_hidden_layers");
  const inner = size(config, "intermediate_size");
  const heads = size(config, "num_attention_heads");
  const kvHeads = size(config, "num_key_value_heads", heads);
  const head = size(config, "head_dim", model / heads);
  /** Llama keeps matrices as [out, in]. */
  const linear = (name: string, input: number, output: number, withBias: boolean, scale = 1): RandomTensor[] => [
    matrix(`${name}.weight`, [output, input], input, scale),
    ...(withBias ? [bias(`${name}.bias`, output)] : []),
  ];
  const intoStream = 1 / Math.sqrt(2 * layers);
  const vocabulary = size(config, "vocab_size");
  const inAttention = config["attention_bias"] === true;
  const inMlp = config["mlp_bias"] === true;
  // Llama's own default is a head of its own.
  const tied = config["tie_word_embeddings"] === true;
  return [
    embedding("model.embed_tokens.weight", vocabulary, model),
    ...repeated(layers, layer => {
      const at = `model.layers.${layer}`;
      return [
        gain(`${at}.input_layernorm.weight`, model),
        ...linear(`${at}.self_attn.q_proj`, model, heads * head, inAttention),
        ...linear(`${at}.self_attn.k_proj`, model, kvHeads * head, inAttention),
        ...linear(`${at}.self_attn.v_proj`, model, kvHeads * head, inAttention),
        ...linear(`${at}.self_attn.o_proj`, heads * head, model, inAttention, intoStream),
        gain(`${at}.post_attention_layernorm.weight`, model),
        ...linear(`${at}.mlp.gate_proj`, model, inner, inMlp),
        ...linear(`${at}.mlp.up_proj`, model, inner, inMlp),
        ...linear(`${at}.mlp.down_proj`, inner, model, inMlp, intoStream),
      ];
    }),
    gain("model.norm.weight", model),
    ...(tied ? [] : [embedding("lm_head.weight", vocabulary, model)]),
  ];
}

function t5Tensors(config: Config): RandomTensor[] {
  const model = size(config, "d_model");
  const inner = size(config, "d_ff");
  const heads = size(config, "num_heads");
  const width = heads * size(config, "d_kv");
  const layers = size(config, "num_layers");
  const gated = typeof config["feed_forward_proj"] === "string" && config["feed_forward_proj"].startsWith("gated-");
  const vocabulary = size(config, "vocab_size");
  /** T5 keeps matrices as [out, in], and does without biases. */
  const attention = (at: string, intoStream: number): RandomTensor[] => [
    // Scores are not divided by √d_kv: the queries are that much smaller.
    matrix(`${at}.q.weight`, [width, model], model, 1 / Math.sqrt(width / heads)),
    ...["k", "v"].map(name => matrix(`${at}.${name}.weight`, [width, model], model)),
    matrix(`${at}.o.weight`, [model, width], width, intoStream),
  ];
  const stack = (name: "encoder" | "decoder", blocks: number): RandomTensor[] => {
    const intoStream = 1 / Math.sqrt(2 * blocks);
    const last = name === "encoder" ? 1 : 2;
    return [
      ...repeated(blocks, block => {
        const at = `${name}.block.${block}.layer`;
        return [
          ...attention(`${at}.0.SelfAttention`, intoStream),
          ...(block === 0 ? [{ name: `${at}.0.SelfAttention.relative_attention_bias.weight`, shape: [size(config, "relative_attention_num_buckets", 32), heads], mean: 0, deviation: 1 }] : []),
          gain(`${at}.0.layer_norm.weight`, model),
          ...(name === "decoder" ? [...attention(`${at}.1.EncDecAttention`, intoStream), gain(`${at}.1.layer_norm.weight`, model)] : []),
          ...(gated ? ["wi_0", "wi_1"] : ["wi"]).map(map => matrix(`${at}.${last}.DenseReluDense.${map}.weight`, [inner, model], model)),
          matrix(`${at}.${last}.DenseReluDense.wo.weight`, [model, inner], inner, intoStream),
          gain(`${at}.${last}.layer_norm.weight`, model),
        ];
      }),
      gain(`${name}.final_layer_norm.weight`, model),
    ];
  };
  return [
    embedding("shared.weight", vocabulary, model),
    ...stack("encoder", layers),
    ...stack("decoder", size(config, "num_decoder_layers", layers)),
    ...(config["tie_word_embeddings"] === false ? [embedding("lm_head.weight", vocabulary, model)] : []),
  ];
}

/** A matrix whose product with an input of unit variance has the variance scale². */
function matrix(name: string, shape: readonly [number, number], inputs: number, scale = 1): RandomTensor {
  return { name, shape, mean: 0, deviation: scale / Math.sqrt(inputs) };
}
/** Rows by which logits get a deviation of 3: the next token is neither certain nor left open. */
function embedding(name: string, rows: number, model: number): RandomTensor {
  return { name, shape: [rows, model], mean: 0, deviation: 3 / Math.sqrt(model) };
}
function gain(name: string, model: number): RandomTensor {
  return { name, shape: [model], mean: 1, deviation: 0.1 };
}
function bias(name: string, outputs: number): RandomTensor {
  return { name, shape: [outputs], mean: 0, deviation: 0.05 };
}

function repeated(times: number, of: (index: number) => RandomTensor[]): RandomTensor[] {
  return Array.from({ length: times }, (_, index) => of(index)).flat();
}

/** A size of the config; where the config leaves it out or has null, `otherwise`. */
function size(config: Config, name: string, otherwise?: number): number {
  const value = config[name] ?? otherwise;
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  throw new Problem("unsupported-config", `${name} is ${JSON.stringify(value) ?? "missing"}, not a whole number above 0.`, { remedy: `Set ${name} in the config.` });
}
