import type { CachePolicy, GenerationOptionValues } from "../../src/protocol/generation";
import type { ProblemData } from "../../src/protocol/problem";
import { END } from "./generationModel";

/** One picture of the generation page. */
export interface GenerationCase {
  /** Tokens of the prompt; 0: nothing is selected. */
  readonly prompt: number;
  readonly options: GenerationOptionValues;
  readonly cache?: CachePolicy;
  /** Whether the prompt is the source of an encoder–decoder. */
  readonly translation?: boolean;
  readonly stale?: boolean;
  /** The run ends so after this many items. */
  readonly breaks?: { readonly after: number; readonly problem: ProblemData | null };
  /** What is pressed in turn, whenever nothing runs: elements by their selectors, "name=value" for a list, "!text" for a button. */
  readonly pressed?: readonly string[];
}

const CRASHED: ProblemData = { code: "runtime-exited", message: "The runtime ended while it was generating (signal SIGSEGV).", remedy: "Open the log." };
const REFUSED: ProblemData = { code: "input-invalid", message: "num_beam_groups is 3, which does not divide num_beams, 8.", remedy: "Choose a number of groups that divides the beams." };
const SAMPLING = { do_sample: true, temperature: 0.8, top_k: 40, top_p: 0.9, repetition_penalty: 1.1, seed: 7 };

const CASES: Readonly<Record<string, GenerationCase>> = {
  "generation-empty": { prompt: 0, options: {} },
  "generation-5": { prompt: 9, options: { max_new_tokens: 5 } },
  "generation-60": { prompt: 46, options: { ...SAMPLING, max_new_tokens: 60 } },
  "generation-500": { prompt: 120, options: { ...SAMPLING, repetition_penalty: 1.3, max_new_tokens: 500, suppress_tokens: [END] }, cache: { window: 128, sinks: 4 } },
  "generation-2000": { prompt: 120, options: { ...SAMPLING, max_new_tokens: 2000, suppress_tokens: [END] } },
  "generation-beams-4": { prompt: 46, options: { num_beams: 4, max_new_tokens: 24 } },
  "generation-beams-8": { prompt: 46, options: { num_beams: 8, max_new_tokens: 500, no_repeat_ngram_size: 4, suppress_tokens: [END] } },
  "generation-groups": { prompt: 46, options: { num_beams: 6, num_beam_groups: 3, diversity_penalty: 1.5, max_new_tokens: 16 } },
  "generation-speculation": { prompt: 200, options: { prompt_lookup_num_tokens: 6, max_new_tokens: 60 } },
  "generation-contrastive": { prompt: 46, options: { penalty_alpha: 0.6, top_k: 5, max_new_tokens: 30 } },
  "generation-bayes": { prompt: 46, options: { ...SAMPLING, mbr_samples: 12, max_new_tokens: 14 } },
  "generation-translation": { prompt: 23, options: { max_new_tokens: 9 }, translation: true, pressed: ["#part-cross button", "!Ask for all steps"] },
  "generation-branch": { prompt: 46, options: { ...SAMPLING, max_new_tokens: 40 }, pressed: ["#cell-0-12", ".pipeline tbody tr:nth-child(3) .go button", "#cell-1-12"] },
  "generation-race": { prompt: 46, options: { max_new_tokens: 40 }, pressed: ["Method=sampling", "!Add a column", "Method=beams", "!Add a column"] },
  "generation-inside": { prompt: 46, options: { max_new_tokens: 24 }, pressed: ["#cell-0-9", "#part-attention button"] },
  "generation-stopped": { prompt: 46, options: { ...SAMPLING, max_new_tokens: 60 }, breaks: { after: 22, problem: null }, stale: true },
  "generation-failed": { prompt: 46, options: { ...SAMPLING, max_new_tokens: 60 }, breaks: { after: 13, problem: CRASHED } },
  "generation-refused": { prompt: 46, options: { num_beams: 8, num_beam_groups: 3 }, breaks: { after: 0, problem: REFUSED } },
};

/** The names of all cases. */
export const GENERATION_CASES = Object.keys(CASES);

/** The case called `name`. */
export const generationCase = (name: string): GenerationCase => CASES[name] ?? CASES["generation-60"]!;
