/** A model of random weights that is measured. */
export interface Shape {
  /** In tables and file names. */
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** GPT-2 small (Radford et al. 2019) with room for 2,000 tokens: 124 M parameters. */
export const gpt2Small: Shape = {
  name: "gpt2-small",
  config: {
    model_type: "gpt2",
    architectures: ["GPT2LMHeadModel"],
    vocab_size: 50257,
    n_embd: 768,
    n_layer: 12,
    n_head: 12,
    n_positions: 2048,
    activation_function: "gelu_new",
    layer_norm_epsilon: 1e-5,
    bos_token_id: 50256,
    eos_token_id: 50256,
  },
};

/** A Llama as wide and deep, with SwiGLU and a vocabulary of 32,000 that its head shares: 110 M parameters. */
export const llama110: Shape = {
  name: "llama-110m",
  config: {
    model_type: "llama",
    architectures: ["LlamaForCausalLM"],
    vocab_size: 32000,
    hidden_size: 768,
    intermediate_size: 2048,
    num_hidden_layers: 12,
    num_attention_heads: 12,
    num_key_value_heads: 12,
    hidden_act: "silu",
    max_position_embeddings: 2048,
    rms_norm_eps: 1e-6,
    rope_theta: 10000,
    tie_word_embeddings: true,
    bos_token_id: 1,
    eos_token_id: 2,
  },
};

/** A Llama of 1.1 billion parameters with eight query heads to a key head: the sizes of TinyLlama (Zhang et al. 2024). */
export const llama1b: Shape = {
  name: "llama-1b",
  config: {
    ...llama110.config,
    hidden_size: 2048,
    intermediate_size: 5632,
    num_hidden_layers: 22,
    num_attention_heads: 32,
    num_key_value_heads: 4,
    tie_word_embeddings: false,
  },
};

/** T5-small (Raffel et al. 2020): 60 M parameters in two stacks. */
export const t5Small: Shape = {
  name: "t5-small",
  config: {
    model_type: "t5",
    architectures: ["T5ForConditionalGeneration"],
    vocab_size: 32128,
    d_model: 512,
    d_kv: 64,
    d_ff: 2048,
    num_layers: 6,
    num_decoder_layers: 6,
    num_heads: 8,
    relative_attention_num_buckets: 32,
    relative_attention_max_distance: 128,
    feed_forward_proj: "relu",
    layer_norm_epsilon: 1e-6,
    is_encoder_decoder: true,
    tie_word_embeddings: true,
    pad_token_id: 0,
    eos_token_id: 1,
    decoder_start_token_id: 0,
  },
};

/** The same Llama with room for 32,768 tokens, and so many of its layers. */
export const llamaLong = (layers: number): Shape => ({
  name: `llama-110m-long-${layers}`,
  config: { ...llama110.config, num_hidden_layers: layers, max_position_embeddings: 32768 },
});
