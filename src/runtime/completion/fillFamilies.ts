/**
 * A family of models that were trained to fill in the middle, and the tokens with which they were (Bavarian et al. 2022): a text's prefix, its
 * suffix, and then what was between them. (Some were also trained on the suffix first. Nobody need know: some lines of the prefix stand behind
 * the suffix in any case.)
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
  /** How the model was told what files are called; null where it was not. */
  readonly names: FileNames | null;
}

/** How a model was told what files and their projects are called. */
export interface FileNames {
  /** The token before a file's name; null where the name was a comment, the first line of each file. */
  readonly file: string | null;
  /** Whether texts of several files were in one, each behind its token and its name. */
  readonly several: boolean;
  /** Whether the name of the file with the gap is part of its prefix: behind the token that begins it. */
  readonly inPrefix: boolean;
  /** What stands behind a file's text where another one follows. */
  readonly behindFile: string;
  /** The token before the project's name, and what stands behind that; null where projects were not named. */
  readonly project: readonly [string, string] | null;
}

/**
 * The families by their tokens; the first whose tokens are all in the vocabulary, and whose checkpoint this is, counts. Each says where its
 * publishers state it.
 */
export const FILL_FAMILIES: readonly FillFamily[] = [
  {
    // Lozhkov et al. 2024, section 5.1: a repository is cut at <file_sep>, and gaps are made in each file by itself, its name included, but not in
    // <repo_name>; nothing stands between a file's text and the next token. Without names: bigcode-project/starcoder2, issue 10.
    name: "StarCoder2",
    trained: { modelTypes: ["starcoder2"], named: /star-?coder-?2/i },
    prefix: "<fim_prefix>",
    suffix: "<fim_suffix>",
    middle: "<fim_middle>",
    ends: ["<file_sep>", "<fim_pad>"],
    names: { file: "<file_sep>", several: true, inPrefix: true, behindFile: "", project: ["<repo_name>", ""] },
  },
  {
    // Li et al. 2023, section 5.1: <reponame>NAME<filename>NAME<gh_stars>STARS, each of them or none, then a line end and the code. Gaps were made in
    // whole documents, these names included (bigcode-project/Megatron-LM, megatron/data/gpt_dataset.py). How many stars a file has, nobody knows here.
    name: "StarCoder",
    trained: { modelTypes: ["gpt_bigcode"], named: /star-?coder/i },
    prefix: "<fim_prefix>",
    suffix: "<fim_suffix>",
    middle: "<fim_middle>",
    ends: ["<fim_pad>", "<filename>"],
    names: { file: "<filename>", several: false, inPrefix: true, behindFile: "\n", project: ["<reponame>", ""] },
  },
  {
    // Ben Allal et al. 2023; the vocabulary of bigcode/santacoder spells them with hyphens, and has no tokens for names.
    name: "SantaCoder",
    trained: { modelTypes: ["gpt_bigcode"], named: /santa-?coder/i },
    prefix: "<fim-prefix>",
    suffix: "<fim-suffix>",
    middle: "<fim-middle>",
    ends: ["<fim-pad>"],
    names: null,
  },
  {
    // Hui et al. 2024, and QwenLM/Qwen2.5-Coder, examples/Qwen2.5-Coder.md and Qwen2.5-Coder-repolevel-fim.py, whose list of tokens that end
    // a text this is. The general Qwen models share the vocabulary.
    name: "Qwen-Coder",
    trained: { named: /qwen.*coder/i },
    prefix: "<|fim_prefix|>",
    suffix: "<|fim_suffix|>",
    middle: "<|fim_middle|>",
    ends: ["<|fim_pad|>", "<|file_sep|>", "<|repo_name|>", "<|im_end|>", "<|endoftext|>"],
    names: { file: "<|file_sep|>", several: true, inPrefix: false, behindFile: "\n", project: ["<|repo_name|>", "\n"] },
  },
  {
    // QwenLM/CodeQwen1.5, README.md and examples/CodeQwen1.5-base-repolevel-fim.py.
    name: "CodeQwen1.5",
    trained: { named: /code-?qwen/i },
    prefix: "<fim_prefix>",
    suffix: "<fim_suffix>",
    middle: "<fim_middle>",
    ends: ["<fim_pad>", "<file_sep>", "<reponame>"],
    names: { file: "<file_sep>", several: true, inPrefix: false, behindFile: "\n", project: ["<reponame>", "\n"] },
  },
  {
    // Rozière et al. 2023, section 2.3, and meta-llama/codellama: MODEL_CARD.md (the models of 7, 13 and 70 billion parameters, except those specialised in
    // Python) and infilling_prompt_tokens in llama/generation.py: "<PRE> {pre} <SUF>{suf} <MID>", where the suffix begins without a space of its own.
    name: "Code Llama",
    trained: { named: /code-?llama/i, butNot: /34b|python/i },
    prefix: "▁<PRE>",
    suffix: "▁<SUF>",
    middle: "▁<MID>",
    ends: ["▁<EOT>"],
    names: null,
  },
  {
    // Guo et al. 2024, sections 2.2 (the first line of each file is a comment with its path) and 3.1 (gaps were made in whole documents), and
    // deepseek-ai/DeepSeek-Coder, README.md, where the tokens are spelt as in the vocabulary.
    name: "DeepSeek-Coder",
    trained: { named: /deepseek.*coder/i },
    prefix: "<｜fim▁begin｜>",
    suffix: "<｜fim▁hole｜>",
    middle: "<｜fim▁end｜>",
    ends: ["<｜end▁of▁sentence｜>", "<|EOT|>"],
    names: { file: null, several: false, inPrefix: true, behindFile: "\n", project: null },
  },
];
