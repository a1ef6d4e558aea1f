/** A sequence of token ids with what is added to the score of its last. */
export type SequenceBias = readonly [tokens: readonly number[], bias: number];
/** A token id with what is added to its score. */
export type TokenBias = readonly [token: number, bias: number];
/** A phrase that must occur: one sequence of token ids, or several of which one must. */
export type ForcedPhrase = readonly number[] | readonly (readonly number[])[];

/** Every option of generation with a value: under GenerationConfig's names where it has one, and the project's own. */
export interface GenerationOptions {
  readonly max_new_tokens: number | null;
  readonly max_length: number | null;
  readonly min_new_tokens: number;
  readonly min_length: number;
  readonly eos_token_id: readonly number[];
  readonly pad_token_id: number | null;
  readonly decoder_start_token_id: number | null;
  readonly stop_strings: readonly string[];

  readonly do_sample: boolean;
  readonly seed: number | null;
  readonly temperature: number;
  readonly top_n_sigma: number;
  readonly top_k: number;
  readonly top_p: number;
  readonly min_p: number;
  readonly typical_p: number;
  readonly epsilon_cutoff: number;
  readonly eta_cutoff: number;
  readonly mirostat: 1 | 2 | null;
  readonly mirostat_tau: number;
  readonly mirostat_eta: number;

  readonly repetition_penalty: number;
  readonly encoder_repetition_penalty: number;
  readonly presence_penalty: number;
  readonly frequency_penalty: number;
  readonly no_repeat_ngram_size: number;
  readonly encoder_no_repeat_ngram_size: number;
  readonly bad_words_ids: readonly (readonly number[])[];
  readonly sequence_bias: readonly SequenceBias[];
  readonly token_bias: readonly TokenBias[];
  readonly suppress_tokens: readonly number[];
  readonly begin_suppress_tokens: readonly number[];
  readonly forced_bos_token_id: number | null;
  readonly forced_eos_token_id: readonly number[];
  readonly exponential_decay_length_penalty: readonly [start: number, factor: number] | null;
  readonly remove_invalid_values: boolean;
  readonly renormalize_logits: boolean;
  readonly guidance_scale: number;
  readonly negative_prompt_ids: readonly (readonly number[])[];

  readonly num_beams: number;
  readonly num_beam_groups: number;
  readonly diversity_penalty: number;
  readonly length_penalty: number;
  readonly early_stopping: boolean | "never";
  readonly num_return_sequences: number;
  readonly force_words_ids: readonly ForcedPhrase[];
  readonly stochastic_beams: boolean;
  readonly best_of: number;
  readonly mbr_samples: number;

  readonly penalty_alpha: number;
  readonly contrastive_alpha: number;
  readonly contrastive_beta: number;
  readonly dola_layers: "low" | "high" | readonly number[] | null;
  readonly num_assistant_tokens: number | null;
  readonly prompt_lookup_num_tokens: number | null;
  readonly max_matching_ngram_size: number | null;

  readonly regex: string | null;
  readonly json_schema: string | null;
  readonly grammar: string | null;

  readonly use_cache: boolean;
  readonly attention_window: number | null;
  readonly attention_sinks: number;
  readonly return_dict_in_generate: boolean;
  readonly output_scores: boolean;
}

export type GenerationOptionName = keyof GenerationOptions;

/** What a list holds: token ids; sequences of them; phrases; texts; sequences or tokens with a number; a start and a factor; layers. */
export type OptionItems = "tokens" | "sequences" | "phrases" | "texts" | "biased sequences" | "biased tokens" | "start and factor" | "layers";

/** How an option's value is entered. Bounds are inclusive; `above` and `below` are bounds that are not. */
export type OptionKind =
  | { readonly kind: "boolean" }
  | { readonly kind: "integer"; readonly least: number; readonly most?: number }
  | { readonly kind: "number"; readonly least?: number; readonly most?: number; readonly above?: number; readonly below?: number }
  | { readonly kind: "choice"; readonly choices: readonly (string | number | boolean)[] }
  /** Written as JSON; `words` may stand in a list's place. */
  | { readonly kind: "list"; readonly items: OptionItems; readonly example: string; readonly words?: readonly string[] }
  | { readonly kind: "text" };

/** Without what an option has no effect, in words for "only with …". */
export type OptionNeed = "sampling" | "sampling or contrastive search" | "mirostat" | "several beams" | "beam groups" | "an end token" | "guidance" | "prompt look-up" | "an attention window";

/** One option for readers and forms. */
export type OptionDescription<Value = unknown> = OptionKind & {
  readonly about: string;
  /** The value with which the option does nothing, or what stands in for it; given null, an option takes this. */
  readonly neutral: Value;
  readonly group: "length" | "sampling" | "scores" | "search" | "contrast and speculation" | "constraints" | "cache" | "results";
  /** GenerationConfig knows it too, so that a checkpoint's own defaults may set it. */
  readonly upstream: boolean;
  readonly needs?: OptionNeed;
};

const upstream = { upstream: true } as const;
const ours = { upstream: false } as const;
const boolean = { kind: "boolean" } as const;
const text = { kind: "text" } as const;
const count = (least: number) => ({ kind: "integer", least }) as const;
const share = { kind: "number", least: 0, most: 1 } as const;
const above0 = { kind: "number", above: 0 } as const;
const any = { kind: "number" } as const;
const tokens = { kind: "list", items: "tokens", example: "[1, 2]" } as const;
const length = { group: "length", ...upstream } as const;
const sampling = { group: "sampling", needs: "sampling" } as const;
const scores = { group: "scores", ...upstream } as const;
const search = { group: "search", ...upstream } as const;
const contrast = "contrast and speculation";

/** The one table of options: CLI, settings and forms are made from it, and only what it names is accepted. */
export const GENERATION_OPTIONS: { readonly [Name in GenerationOptionName]: OptionDescription<GenerationOptions[Name]> } = {
  max_new_tokens: { ...count(0), ...length, neutral: null, about: "Tokens to generate at most; comes before max_length." },
  max_length: { ...count(1), ...length, neutral: null, about: "Tokens of the text at most, prompt included." },
  min_new_tokens: { ...count(0), ...length, neutral: 0, needs: "an end token", about: "Tokens to generate before the text may end." },
  min_length: { ...count(0), ...length, neutral: 0, needs: "an end token", about: "Tokens of the text, prompt included, before it may end." },
  eos_token_id: { ...tokens, ...length, neutral: [], about: "Tokens that end a text; null for none." },
  pad_token_id: { ...count(0), ...length, neutral: null, about: "Token that fills up shorter texts among several." },
  decoder_start_token_id: { ...count(0), ...length, neutral: null, about: "Token that an encoder–decoder model's text begins with." },
  stop_strings: { kind: "list", items: "texts", example: '["\\n\\n"]', ...length, neutral: [], about: "Strings that end a text as soon as it contains one." },
  exponential_decay_length_penalty: { kind: "list", items: "start and factor", example: "[20, 1.1]", ...length, neutral: null, needs: "an end token", about: "From this number of new tokens on, the end's score is raised by a growing factor." },

  do_sample: { ...boolean, group: "sampling", ...upstream, neutral: false, about: "Draws each token at random instead of taking the best." },
  seed: { ...count(0), group: "sampling", ...ours, neutral: null, about: "Start of the random numbers: the same seed gives the same text." },
  temperature: { ...above0, ...sampling, ...upstream, neutral: 1, about: "Divides the scores: above 1 flattens the distribution, below 1 sharpens it." },
  top_n_sigma: { kind: "number", least: 0, ...sampling, ...ours, neutral: 0, about: "Keeps tokens at most this many standard deviations of the scores below the best; 0 keeps all." },
  top_k: { ...count(0), group: "sampling", ...upstream, neutral: 0, needs: "sampling or contrastive search", about: "Keeps the k best tokens, 0 all; contrastive search chooses among them. Nothing is cut unless it is asked for." },
  top_p: { ...share, ...sampling, ...upstream, neutral: 1, about: "Keeps the fewest best tokens whose probabilities together reach p." },
  min_p: { ...share, ...sampling, ...upstream, neutral: 0, about: "Keeps tokens at least p times as probable as the best." },
  typical_p: { kind: "number", above: 0, most: 1, ...sampling, ...upstream, neutral: 1, about: "Keeps the tokens whose surprisal is nearest to the entropy, until their probabilities reach p." },
  epsilon_cutoff: { kind: "number", least: 0, below: 1, ...sampling, ...upstream, neutral: 0, about: "Rules out tokens less probable than ε." },
  eta_cutoff: { kind: "number", least: 0, below: 1, ...sampling, ...upstream, neutral: 0, about: "Rules out tokens less probable than the lesser of ε and √ε · e^−entropy." },
  mirostat: { kind: "choice", choices: [1, 2], ...sampling, ...ours, neutral: null, about: "Cuts so that the mean surprisal approaches a target: version 1 or 2." },
  mirostat_tau: { ...above0, group: "sampling", needs: "mirostat", ...ours, neutral: 5, about: "Mirostat's target, in bits." },
  mirostat_eta: { ...above0, group: "sampling", needs: "mirostat", ...ours, neutral: 0.1, about: "Mirostat's rate of learning." },

  repetition_penalty: { ...above0, ...scores, neutral: 1, about: "Lowers the scores of tokens already in the text, prompt included; below 1 raises them." },
  encoder_repetition_penalty: { ...above0, ...scores, neutral: 1, about: "Raises the scores of tokens in an encoder–decoder model's source." },
  presence_penalty: { ...any, group: "scores", ...ours, neutral: 0, about: "Taken off the score of every token generated so far." },
  frequency_penalty: { ...any, group: "scores", ...ours, neutral: 0, about: "Taken off a token's score as often as it was generated." },
  no_repeat_ngram_size: { ...count(0), ...scores, neutral: 0, about: "No sequence of this many tokens occurs twice; 0 allows all." },
  encoder_no_repeat_ngram_size: { ...count(0), ...scores, neutral: 0, about: "No sequence of this many tokens is copied from the source; 0 allows all." },
  bad_words_ids: { kind: "list", items: "sequences", example: "[[1], [2, 3]]", ...scores, neutral: [], about: "Sequences of tokens that must not occur." },
  sequence_bias: { kind: "list", items: "biased sequences", example: "[[[1], -2], [[2, 3], 1.5]]", ...scores, neutral: [], about: "Sequences of tokens with what is added to the score of their completion." },
  token_bias: { kind: "list", items: "biased tokens", example: "[[1, -2], [2, 1.5]]", group: "scores", ...ours, neutral: [], about: "Tokens with what is added to their scores." },
  suppress_tokens: { ...tokens, ...scores, neutral: [], about: "Tokens that must not come." },
  begin_suppress_tokens: { ...tokens, ...scores, neutral: [], about: "Tokens that the generated text must not begin with." },
  forced_bos_token_id: { ...count(0), ...scores, neutral: null, about: "Token that must follow the first one, such as the language to translate into." },
  forced_eos_token_id: { ...tokens, ...scores, neutral: [], about: "Tokens one of which must come last where the text reaches its greatest length." },
  remove_invalid_values: { ...boolean, ...scores, neutral: false, about: "Replaces scores that are no finite numbers." },
  renormalize_logits: { ...boolean, ...scores, neutral: false, about: "Turns the scores behind the last adapter into log-probabilities." },
  guidance_scale: { ...any, ...scores, neutral: 1, about: "Classifier-free guidance: how far to move away from what comes without the prompt." },
  negative_prompt_ids: { kind: "list", items: "sequences", example: "[[1, 2]]", ...scores, neutral: [], needs: "guidance", about: "What guidance moves away from instead: a prompt, or one for each text." },

  num_beams: { ...count(1), ...search, neutral: 1, about: "Texts that are continued side by side." },
  num_beam_groups: { ...count(1), ...search, neutral: 1, needs: "several beams", about: "Groups of beams that are kept apart." },
  diversity_penalty: { ...any, ...search, neutral: 0, needs: "beam groups", about: "Taken off a token's score for each beam of an earlier group that chose it." },
  length_penalty: { ...any, ...search, neutral: 1, needs: "several beams", about: "Beams are ranked by log-probability / length^penalty: above 0 prefers long texts." },
  early_stopping: { kind: "choice", choices: [false, true, "never"], ...search, neutral: false, needs: "several beams", about: "Ends when enough texts ended (true), when none is likely (false) or none is able to become better (never)." },
  num_return_sequences: { ...count(1), ...search, neutral: 1, about: "Texts to give back." },
  force_words_ids: { kind: "list", items: "phrases", example: "[[1, 2], [[3], [4, 5]]]", ...search, neutral: [], needs: "several beams", about: "Phrases that must occur; of several in one place, one." },
  stochastic_beams: { ...boolean, group: "search", ...ours, neutral: false, needs: "several beams", about: "Draws the beams at random without replacement." },
  best_of: { ...count(1), group: "search", ...ours, neutral: 1, about: "Draws this many texts and gives back the most probable." },
  mbr_samples: { ...count(0), group: "search", ...ours, neutral: 0, about: "Draws this many texts and gives back the one most like the others; 0 does not." },

  penalty_alpha: { ...share, group: contrast, ...upstream, neutral: 0, about: "Contrastive search: the weight of not resembling what was said." },
  contrastive_alpha: { ...share, group: contrast, ...ours, neutral: 0.1, about: "Contrast with an amateur model: how probable a token must be beside the best." },
  contrastive_beta: { kind: "number", least: 0, group: contrast, ...ours, neutral: 0.5, about: "Contrast with an amateur model: how much of the amateur is taken off." },
  dola_layers: { kind: "list", items: "layers", words: ["low", "high"], example: "[0, 2, 4]", group: contrast, ...upstream, neutral: null, about: "Contrast with earlier layers: the lower half, the upper half, or these." },
  num_assistant_tokens: { ...count(1), group: contrast, ...upstream, neutral: null, about: "Tokens that a draft model runs ahead." },
  prompt_lookup_num_tokens: { ...count(1), group: contrast, ...upstream, neutral: null, about: "Tokens that are copied ahead from where the text said the same before." },
  max_matching_ngram_size: { ...count(1), group: contrast, ...upstream, neutral: null, needs: "prompt look-up", about: "Tokens that must be the same for that, at most." },

  regex: { ...text, group: "constraints", ...ours, neutral: null, about: "Regular expression that the generated text must match." },
  json_schema: { ...text, group: "constraints", ...ours, neutral: null, about: "JSON Schema that the generated text must meet." },
  grammar: { ...text, group: "constraints", ...ours, neutral: null, about: "Grammar in EBNF that the generated text must follow." },

  use_cache: { ...boolean, group: "cache", ...upstream, neutral: true, about: "Keeps keys and values of the text instead of computing them anew." },
  attention_window: { ...count(1), group: "cache", ...ours, neutral: null, about: "Tokens whose keys and values are kept, sinks included." },
  attention_sinks: { ...count(0), group: "cache", ...ours, neutral: 0, needs: "an attention window", about: "First tokens that stay in the window." },
  return_dict_in_generate: { ...boolean, group: "results", ...upstream, neutral: false, about: "Gives back more than the tokens." },
  output_scores: { ...boolean, group: "results", ...upstream, neutral: false, about: "Gives back the scores behind the adapters." },
};

export const GENERATION_OPTION_NAMES = Object.keys(GENERATION_OPTIONS) as readonly GenerationOptionName[];
