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
  /** How the model was told what files are called; null where it was not, or by comments alone. */
  readonly names: FileNames | null;
}

/** How a model was told what files and their projects are called. */
export interface FileNames {
  /** What stands before a file's name. */
  readonly file: string;
  /** Whether texts of several files were in one, each behind its name. */
  readonly several: boolean;
  /** Whether the name of the file with the gap is part of its prefix: behind the token that begins it. */
  readonly inPrefix: boolean;
  /** What stands before the project's name, and behind it. */
  readonly project: readonly [string, string];
}

/** The families by their tokens; the first whose tokens are all in the vocabulary counts. */
export const FILL_FAMILIES: readonly FillFamily[] = [
  {
    // Lozhkov et al. 2024: gaps were made in one file of several, its name included.
    name: "StarCoder2",
    trained: { modelTypes: ["starcoder2"], named: /star-?coder-?2/i },
    prefix: "<fim_prefix>",
    suffix: "<fim_suffix>",
    middle: "<fim_middle>",
    ends: ["<file_sep>", "<fim_pad>"],
    names: { file: "<file_sep>", several: true, inPrefix: true, project: ["<repo_name>", ""] },
  },
  {
    // Ben Allal et al. 2023; Li et al. 2023: gaps were made in a whole text, its names included.
    name: "StarCoder",
    trained: { modelTypes: ["gpt_bigcode"], named: /star-?coder|santacoder/i },
    prefix: "<fim_prefix>",
    suffix: "<fim_suffix>",
    middle: "<fim_middle>",
    ends: ["<fim_pad>", "<filename>"],
    names: { file: "<filename>", several: false, inPrefix: true, project: ["<reponame>", ""] },
  },
  {
    // Hui et al. 2024. The general Qwen models share the vocabulary.
    name: "Qwen-Coder",
    trained: { named: /qwen.*coder/i },
    prefix: "<|fim_prefix|>",
    suffix: "<|fim_suffix|>",
    middle: "<|fim_middle|>",
    ends: ["<|fim_pad|>", "<|file_sep|>", "<|repo_name|>"],
    names: { file: "<|file_sep|>", several: true, inPrefix: false, project: ["<|repo_name|>", "\n"] },
  },
  {
    // Rozière et al. 2023: the models of 7, 13 and 70 billion parameters, except those specialised in Python.
    name: "Code Llama",
    trained: { named: /code-?llama/i, butNot: /34b|python/i },
    prefix: "▁<PRE>",
    suffix: "▁<SUF>",
    middle: "▁<MID>",
    ends: ["▁<EOT>"],
    names: null,
  },
  {
    // Guo et al. 2024.
    name: "DeepSeek-Coder",
    trained: { named: /deepseek.*coder/i },
    prefix: "<｜fim▁begin｜>",
    suffix: "<｜fim▁hole｜>",
    middle: "<｜fim▁end｜>",
    ends: ["<｜end▁of▁sentence｜>", "<|EOT|>"],
    names: null,
  },
];
