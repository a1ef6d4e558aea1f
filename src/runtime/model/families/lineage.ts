/** Where a family comes from: its ancestor by name, and what it changed, one sentence each. */
export interface Lineage {
  readonly ancestor: string;
  readonly changes: readonly string[];
}

/** The story that cards and notes tell, by family; the recipes say the same in code. */
export const LINEAGE = {
  bart: { ancestor: "Transformer", changes: ["A learned table of positions takes the sinusoids' place.", "A norm follows the embeddings.", "GELU takes ReLU's place."] },
  gpt: { ancestor: "Transformer", changes: ["The decoder alone, without cross-attention.", "Learned positions take the sinusoids' place.", "GELU takes ReLU's place."] },
  bert: {
    ancestor: "GPT",
    changes: ["Each token sees all others.", "A learned vector says which of two texts a token is from.", "A norm follows the embeddings.", "It fills in masked tokens, through one more layer."],
  },
  roberta: { ancestor: "BERT", changes: ["Positions count from behind the padding token's id.", "One kind of text."] },
  distilbert: { ancestor: "BERT", changes: ["Half the layers, taught by BERT.", "No vector says which text a token is from."] },
  gpt2: { ancestor: "GPT", changes: ["Each norm moves before its sublayer.", "One more norm follows the last block."] },
  t5: {
    ancestor: "Transformer",
    changes: [
      "Each norm moves before its sublayer, and loses mean and shift.",
      "A learned bias per head and bucket of distances, the same in every layer, takes the sinusoids' place.",
      "q·k is not divided by √d_k: the initial weights are.",
      "No biases.",
      "1.1 and UL2: a gated MLP, an output matrix of its own.",
    ],
  },
  bloom: { ancestor: "GPT-2", changes: ["A bias by distance, with a slope per head (ALiBi), takes the learned positions' place.", "A norm follows the embeddings."] },
  gptNeox: {
    ancestor: "GPT-2",
    changes: ["Rotary positions, on a part of each head's channels, take the learned table's place.", "Attention and MLP read the same stream, side by side.", "An output matrix of its own."],
  },
  llama: {
    ancestor: "GPT-2",
    changes: [
      "RMSNorm takes LayerNorm's place.",
      "Rotary positions, inside attention, take the learned table's place.",
      "SwiGLU takes GELU's place.",
      "No biases.",
      "Llama 2 and later: several query heads share one key head.",
    ],
  },
  mistral: { ancestor: "Llama", changes: ["A query sees only a window of the past: itself and the tokens just before it."] },
  qwen2: { ancestor: "Llama", changes: ["Queries, keys and values have biases."] },
  qwen3: { ancestor: "Llama", changes: ["Each head's queries and keys are normed before positions turn them."] },
} as const satisfies Readonly<Record<string, Lineage>>;
