import { GENERATION_OPTIONS, type GenerationOptionName, type GenerationOptions, type OptionDescription } from "../../src/protocol/generationOptions";
import type { GenerationOptionValues } from "../../src/protocol/generation";

/** A method by the options that make it. */
export interface Preset {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  readonly options: Partial<GenerationOptions>;
  /** Set where it needs a second model. */
  readonly helper?: "draft" | "amateur";
}

/** The methods that the form offers, the simplest first. */
export const PRESETS: readonly Preset[] = [
  { id: "greedy", name: "Greedy search", about: "Always the most probable token.", options: {} },
  { id: "sampling", name: "Sampling, top-p", about: "Each token is drawn with its probability, among the most probable that hold 0.95 together.", options: { do_sample: true, temperature: 0.9, top_p: 0.95 } },
  { id: "ancestral", name: "Sampling, unchanged", about: "Each token is drawn with the probability that the model gives it.", options: { do_sample: true } },
  { id: "typical", name: "Sampling, typical", about: "Tokens stay whose surprisal is near the expected one.", options: { do_sample: true, typical_p: 0.95 } },
  { id: "mirostat", name: "Sampling, Mirostat 2", about: "Keeps the surprisal near a target by cutting off what exceeds a bound that is learned.", options: { do_sample: true, mirostat: 2 } },
  { id: "beams", name: "Beam search", about: "The best few texts grow side by side.", options: { num_beams: 4 } },
  { id: "groups", name: "Diverse beam search", about: "Groups of beams that are kept from choosing the same tokens.", options: { num_beams: 6, num_beam_groups: 3, diversity_penalty: 1 } },
  { id: "stochastic", name: "Stochastic beam search", about: "Different texts, drawn without replacement (Gumbel top-k).", options: { num_beams: 4, stochastic_beams: true } },
  { id: "contrastive", name: "Contrastive search", about: "Of the most probable tokens, the one least like what came before.", options: { penalty_alpha: 0.6, top_k: 4 } },
  { id: "amateur", name: "Contrastive decoding", about: "What the model finds more probable than a weaker one does.", options: {}, helper: "amateur" },
  { id: "dola", name: "DoLa", about: "What the last layer finds more probable than an early one does.", options: { dola_layers: "high" } },
  { id: "lookup", name: "Speculation by prompt look-up", about: "What followed the same words before is drafted, then verified by the model: the same text, in fewer passes.", options: { prompt_lookup_num_tokens: 10 } },
  { id: "draft", name: "Speculation by a draft model", about: "A smaller model drafts, this one verifies: the same text, in fewer passes.", options: { num_assistant_tokens: 5 }, helper: "draft" },
  { id: "best-of", name: "Best of n", about: "Of several samples, the one the model finds most probable.", options: { do_sample: true, best_of: 8 } },
  { id: "bayes", name: "Minimum Bayes risk", about: "Of several samples, the one most like all others (chrF).", options: { do_sample: true, mbr_samples: 12 } },
];

/** Groups of options that say what a method is; all others stay when another method is chosen. */
const OF_METHODS: readonly string[] = ["sampling", "search", "contrast and speculation"];

/** The options with another method: what is not of methods stays, and so does the seed. */
export function withPreset(options: GenerationOptionValues, preset: Preset): GenerationOptionValues {
  const stays = Object.entries(options).filter(([name]) => !OF_METHODS.includes(optionOf(name)?.group ?? ""));
  const seed = options["seed"] ?? 1;
  return { ...Object.fromEntries(stays), ...preset.options, ...(isRandom(preset.options) ? { seed } : {}) };
}

/** The method that options make: the preset with the most options that are all set, those of searches before those of sampling; numbers may be others than the preset's. */
export function presetOf(options: GenerationOptionValues, helper: Preset["helper"] | null): Preset {
  const made = PRESETS.filter(preset => (preset.helper ?? null) === (helper ?? null) && Object.entries(preset.options).every(([name, value]) => !isNeutral(name, options[name]) && (typeof value === "number" || same(value, options[name]))));
  return made.reduce((best, preset) => (weightOf(preset) > weightOf(best) ? preset : best), made[0] ?? PRESETS[0]!);
}

const weightOf = ({ options }: Preset): number => Object.keys(options).reduce((sum, name) => sum + (optionOf(name)?.group === "sampling" ? 1 : 10), 0);

/** Whether chance has a part in what options ask for, so that the seed counts. */
export const isRandom = (options: GenerationOptionValues): boolean => ["do_sample", "stochastic_beams", "best_of", "mbr_samples"].some(name => !isNeutral(name, options[name]));

/** The description of an option; undefined where there is none of that name. */
export const optionOf = (name: string): OptionDescription | undefined => (name in GENERATION_OPTIONS ? GENERATION_OPTIONS[name as GenerationOptionName] : undefined);

/** Whether a value is the one with which an option does nothing. */
export const isNeutral = (name: string, value: unknown): boolean => value === undefined || value === null || same(value, optionOf(name)?.neutral);

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
