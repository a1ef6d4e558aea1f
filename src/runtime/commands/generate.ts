import { Problem } from "../../protocol/problem";
import { seededRandom } from "../decoding/random";
import type { DecodingEvent } from "../decoding/events";
import { explain, type Explained } from "../decoding/explain";
import { readGenerationOptions } from "../decoding/options/generationOptions";
import type { Choice } from "../decoding/search/followPath";
import { BranchingModel } from "../generation/branchingModel";
import { checkDecoderStart } from "../generation/checkDecoderStart";
import { constraintFor } from "../generation/constraintFor";
import type { ReadByMain } from "../generation/helperFor";
import { planOf, type Helper } from "../generation/plan";
import { stopOf } from "../generation/stopOf";
import type { LoadedModel, Memory } from "../model/loadedModel";
import { openedMask } from "../model/parts/openedMask";
import type { Tokenizer } from "../tokens/tokenizer";
import { encodeSource } from "../traces/encoderRun";
import type { GenerationCase } from "./generationCases";

/** What a case is generated with. */
export interface GenerateWith {
  readonly model: LoadedModel;
  /** For texts, stop strings and grammars; throws `tokenizer-missing` where there is none. */
  readonly tokenizer: () => Tokenizer;
  /** A second model for each text, for methods that take one. */
  readonly helper?: (read: ReadByMain) => Promise<Helper>;
  readonly signal: AbortSignal;
  /** Hears what happens to each text of a case. */
  readonly observe?: (row: number, event: DecodingEvent) => void;
  /** Chooses in place of greedy decoding and sampling: what was drawn before is taken again. */
  readonly choose?: (row: number) => Choice;
}

export interface Generated {
  /** Prompt included, padded after the end, as upstream's `sequences`: [text × returned][time]. */
  readonly sequences: number[][];
  /** Where tokens of a text see each other: of each text, how many at its start. */
  readonly prefix_lengths?: number[];
  /** Where the method ranks. */
  readonly sequences_scores?: number[];
  /** With `output_scores`, of methods that follow single texts: why each token was chosen, [text × path][step]. */
  readonly steps?: GeneratedStep[][];
}

/** A step of a text. */
type GeneratedStep = Explained & { readonly token: number };

/** Candidates that a step tells of. */
const WATCHED = 5;

/** Numbers that a seed begins with where nobody gives one. */
const SEED = 0;

/**
 * Continues each sequence of a case as its options say: prompt included, padded after the end, as upstream's `sequences`. The decoder of
 * an encoder–decoder model begins with its start token.
 */
export async function generateCase({ model, tokenizer, helper, signal, observe, choose }: GenerateWith, { inputs, options: asked }: GenerationCase): Promise<Generated> {
  const { recipe, checkpoint } = model.open;
  if (recipe.head.reads !== "each token" || recipe.head.task === "masked language model") {
    throw new Problem("input-invalid", `A model for ${recipe.head.task} does not continue a text.`, { remedy: "Choose a causal language model, or an encoder–decoder." });
  }
  checkDecoderStart(asked, model);
  const options = readGenerationOptions(asked, { ...checkpoint.config, ...checkpoint.generationConfig });
  const padId = options.pad_token_id ?? options.eos_token_id[0] ?? 0;
  const random = seededRandom(options.seed ?? SEED);
  const texts = await textsOf(model, inputs, options.decoder_start_token_id, signal);
  const longest = Math.max(...texts.map(({ text }) => text.length));
  const sequences: number[][] = [];
  const scores: number[] = [];
  const steps: GeneratedStep[][] = [];
  const prefixes: number[] = [];
  const prefix = inputs.prefix_length ?? null;
  for (const [row, { text, shown, source, memory }] of texts.entries()) {
    if (prefix !== null && prefix > text.length) throw new Problem("input-invalid", `The text has ${text.length} tokens: a prefix of ${prefix} does not fit.`, { remedy: "Choose a shorter prefix." });
    const policy = { window: options.attention_window, sinks: options.attention_sinks };
    const branching = new BranchingModel(model, {
      policy,
      cached: options.use_cache,
      keepsStates: options.penalty_alpha > 0,
      ahead: longest - text.length,
      ...(memory && { memory }),
      mask: openedMask(recipe.mask, prefix, text.length),
    });
    prefixes.push(branching.prefix);
    const constraint = constraintFor(options, { promptLength: text.length, vocabulary: branching.vocabulary, tokenizer });
    const decode = (tokens: readonly number[]): Promise<string> => tokenizer().forTarget.decode(tokens, { skipSpecial: true });
    const plan = planOf(options, { model: branching, prompt: text, source, helper: helper ? await helper({ source, tokens: text.length, prefix }) : null, constraint: constraint?.adapter ?? null, decode, random: random.fork(row), row, ...(choose && { choose: choose(row) }) });
    const paths: GeneratedStep[][] = [];
    const watch = (event: DecodingEvent): void => {
      if (event.kind === "chosen" && options.output_scores) (paths[event.path] ??= []).push({ token: event.token, ...explain(event, plan.stages, WATCHED) });
      observe?.(row, event);
    };
    const decoded = await plan.run({ signal, stop: stopOf(options, text.length, tokenizer, constraint), observe: watch });
    steps.push(...paths);
    for (const { tokens, score } of decoded) {
      sequences.push([...shown, ...tokens]);
      if (score !== undefined) scores.push(score);
    }
  }
  const length = Math.max(...sequences.map(sequence => sequence.length));
  return {
    sequences: sequences.map(sequence => [...sequence, ...Array.from({ length: length - sequence.length }, () => padId)]),
    ...(prefixes.some(length => length > 0) && { prefix_lengths: prefixes }),
    ...(scores.length > 0 && { sequences_scores: scores }),
    ...(steps.length > 0 && { steps }),
  };
}

interface CaseText {
  /** What the new tokens stand behind. */
  readonly text: readonly number[];
  /** The same with its padding: what a sequence begins with. */
  readonly shown: readonly number[];
  readonly source: readonly number[] | null;
  readonly memory?: Memory;
}

async function textsOf(model: LoadedModel, inputs: GenerationCase["inputs"], decoderStart: number | null, signal: AbortSignal): Promise<CaseText[]> {
  const { encoder, recipe } = model.open;
  const { input_ids: rows, attention_mask: mask, decoder_input_ids: given, prefix_length: prefixLength } = inputs;
  if (given && !encoder) throw new Problem("input-unknown", "decoder_input_ids are for encoder–decoder models; this one has no encoder.", { remedy: "Leave them out." });
  if (prefixLength !== undefined && !recipe.mask.opens) {
    throw new Problem("input-invalid", `A prefix whose tokens see each other goes with a causal mask; this model's is ${recipe.mask.about}.`, { remedy: "Leave prefix_length out." });
  }
  if (!encoder) {
    return rows.map((shown, i) => {
      const text = shown.filter((_, time) => mask?.[i]?.[time] !== 0);
      return { text, shown, source: null };
    });
  }
  if (decoderStart === null) throw new Problem("input-invalid", "The decoder has no token to start with.", { remedy: "Set decoder_start_token_id." });
  const texts: CaseText[] = [];
  for (const [i, ids] of rows.entries()) {
    const padding = mask?.[i];
    const own = given?.[i] ?? [];
    const text = own[0] === decoderStart ? own : [decoderStart, ...own];
    texts.push({ text, shown: text, source: ids, memory: (await encodeSource(model, { ids, signal, ...(padding && { padding }) })).memory });
  }
  return texts;
}
