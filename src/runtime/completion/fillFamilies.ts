/**
 * A family of models that were trained to fill in the middle, and the tokens with which they were (Bavarian et al. 2022): a text's prefix, its
 * suffix, and then what was between them. (Some were also trained on the suffix first; then a bracket that the editor closes by itself would
 * change the beginning, and all keys and values behind it.)
 */
export interface FillFamily {
  readonly name: string;
  /** Which checkpoints were trained so: other models share their vocabularies without having seen these tokens. */
  readonly trained: { readonly modelTypes?: readonly string[]; readonly named?: RegExp; readonly butNot?: RegExp };
  readonly prefix: string;
  readonly suffix: string;
  readonly middle: string;
  /** Tokens that end the middle, beside those that end any text. */
  readonly ends: readonly string[];
  /** What stands before a file's name, where the model was trained on several files in one text. */
  readonly file: string | null;
}

/** The families by their tokens; the first whose tokens are all in the vocabulary counts. */
export const FILL_FAMILIES: readonly FillFamily[] = [
  {
    // Li et al. 2023; Lozhkov et al. 2024.
    name: "StarCoder",
    trained: { modelTypes: ["gpt_bigcode", "starcoder2"], named: /star-?coder|santacoder/i },
    prefix: "<fim_prefix>",
    suffix: "<fim_suffix>",
    middle: "<fim_middle>",
    ends: ["<file_sep>", "<fim_pad>"],
    file: "<file_sep>",
  },
  {
    // Hui et al. 2024. The general Qwen models share the vocabulary.
    name: "Qwen-Coder",
    trained: { named: /qwen.*coder/i },
    prefix: "<|fim_prefix|>",
    suffix: "<|fim_suffix|>",
    middle: "<|fim_middle|>",
    ends: ["<|fim_pad|>", "<|file_sep|>", "<|repo_name|>"],
    file: "<|file_sep|>",
  },
  {
    // Rozière et al. 2023: the models of 7, 13 and 70 billion parameters, except those specialised in Python.
    name: "Code Llama",
    trained: { named: /code-?llama/i, butNot: /34b|python/i },
    prefix: "▁<PRE>",
    suffix: "▁<SUF>",
    middle: "▁<MID>",
    ends: ["▁<EOT>"],
    file: null,
  },
  {
    // Guo et al. 2024.
    name: "DeepSeek-Coder",
    trained: { named: /deepseek.*coder/i },
    prefix: "<｜fim▁begin｜>",
    suffix: "<｜fim▁hole｜>",
    middle: "<｜fim▁end｜>",
    ends: ["<｜end▁of▁sentence｜>", "<|EOT|>"],
    file: null,
  },
];
