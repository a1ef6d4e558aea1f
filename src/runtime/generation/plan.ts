import type { GenerationOptions } from "../../protocol/generationOptions";
import { Problem } from "../../protocol/problem";
import type { Adapter } from "../decoding/adapters/adapter";
import { withAmateur } from "../decoding/beside/withAmateur";
import { withLayers } from "../decoding/beside/withLayers";
import { withUnconditional } from "../decoding/beside/withUnconditional";
import type { Decoded, Decoding } from "../decoding/decoding";
import type { LanguageModel, Text } from "../decoding/languageModel";
import { adaptersOf } from "../decoding/options/adaptersOf";
import { isNeutral } from "../decoding/options/generationOptions";
import type { Random } from "../decoding/random";
import { beamSample } from "../decoding/search/beamSample";
import { beamSearch } from "../decoding/search/beamSearch";
import { bestOf } from "../decoding/search/bestOf";
import { constrainedBeamSearch } from "../decoding/search/constrainedBeamSearch";
import { contrastiveSearch } from "../decoding/search/contrastiveSearch";
import { draftModel } from "../decoding/search/draftModel";
import { followPath, type Choice } from "../decoding/search/followPath";
import { mostProbable } from "../decoding/search/greedy";
import { diversityStage, groupBeamSearch } from "../decoding/search/groupBeamSearch";
import { minimumBayesRisk } from "../decoding/search/minimumBayesRisk";
import { promptLookup } from "../decoding/search/promptLookup";
import { sampled } from "../decoding/search/sample";
import { speculation, type Drafter } from "../decoding/search/speculation";
import { stochasticBeamSearch } from "../decoding/search/stochasticBeamSearch";
import { chrF } from "../decoding/utility/chrf";
import type { BranchingModel } from "./branchingModel";
import { dolaLayers } from "./dolaLayers";
import { methodOf, type Method } from "./method";

/** A second model, and what for. */
export interface Helper {
  readonly model: LanguageModel;
  readonly as: "draft" | "amateur";
}

export interface PlanPlace {
  readonly model: BranchingModel;
  /** What the new tokens stand behind. */
  readonly prompt: Text;
  /** The source of an encoder–decoder. */
  readonly source: Text | null;
  readonly helper: Helper | null;
  /** What a regular expression, schema or grammar among the options allows. */
  readonly constraint: Adapter | null;
  /** The text of new tokens; null for a checkpoint without a tokenizer. */
  readonly decode: ((tokens: readonly number[]) => Promise<string>) | null;
  readonly random: Random;
  /** Which of several texts this is, for options that have an entry for each. */
  readonly row: number;
  /** Chooses in place of greedy decoding and sampling: what was drawn before is taken again. */
  readonly choose?: Choice;
}

/** How a text is continued. */
export interface Plan {
  readonly method: Method;
  /** What the stages of a step are called, in the order in which they run: the adapters, and what the method adds to them. */
  readonly stages: readonly Pick<Adapter, "name" | "about">[];
  /** Whether steps belong to paths, and not to beams. */
  readonly followsPaths: boolean;
  readonly maxNewTokens: number;
  readonly endIds: ReadonlySet<number>;
  /** Runs it: the texts asked for, best first. */
  readonly run: (decoding: Pick<Decoding, "observe" | "stop" | "signal">) => Promise<readonly Decoded[]>;
}

/** Tokens that are generated where nobody says how many: GenerationConfig's default. */
const NEW_TOKENS = 20;
/** Tokens of a draft, and of the beginning that prompt look-up looks for, where nobody says: GenerationConfig's defaults. */
const DRAFT_TOKENS = 20;
const MATCHING_TOKENS = 2;

/** What the options come to for one text. Throws `input-invalid` where they contradict each other or the model cannot follow them. */
export function planOf(options: GenerationOptions, place: PlanPlace): Plan {
  const { prompt, source, helper, constraint } = place;
  const method = methodOf(options, helper?.as === "draft");
  checkContrasts(options, place);
  const endIds = new Set(options.eos_token_id);
  const maxNewTokens = newTokensOf(options, place);
  const layers = options.dola_layers === null ? undefined : dolaLayers(options.dola_layers, place.model.layers, place.model.model.open.recipe.config.tied);
  const adapters = adaptersOf(options, {
    promptLength: prompt.length,
    maxNewTokens,
    endIds,
    vocabulary: place.model.vocabulary,
    beams: options.num_beams,
    ...(source && { encoderIds: source }),
    ...(helper?.as === "amateur" && { amateur: true }),
    ...(layers && { layers }),
    ...(constraint && { constraint }),
  });
  const model = comparing(options, place, layers);
  return {
    method,
    stages: stagesOf(method, options, adapters, helper),
    followsPaths: !method.includes("beam"),
    maxNewTokens,
    endIds,
    run: async given => {
      const decoded = await search(method, options, { ...place, asked: model }, { ...given, adapters, maxNewTokens, endIds });
      return decoded.slice(0, options.num_return_sequences);
    },
  };
}

function stagesOf(method: Method, options: GenerationOptions, adapters: readonly Adapter[], helper: Helper | null): Plan["stages"] {
  const named = adapters.map(({ name, about }) => ({ name, about }));
  return method === "group beams" ? named.toSpliced(contrasts(options, helper), 0, diversityStage(options.diversity_penalty)) : named;
}

/** How many adapters come before all others because they compare the model's own scores to others: a penalty on groups comes behind them. */
const contrasts = ({ dola_layers: layers, guidance_scale: guidance }: GenerationOptions, helper: Helper | null): number => [layers !== null, helper?.as === "amateur", guidance !== 1].filter(Boolean).length;

/** Throws `input-invalid` where scores would be compared to nothing, or to themselves. */
function checkContrasts(options: GenerationOptions, { source, helper, row }: PlanPlace): void {
  const refuse = (message: string, remedy: string): never => {
    throw new Problem("input-invalid", message, { remedy });
  };
  for (const name of ["contrastive_alpha", "contrastive_beta"] as const) {
    if (helper?.as !== "amateur" && !isNeutral(options, name)) refuse(`${name} is for an amateur model, and there is none.`, `Name an amateur model, or leave ${name} out.`);
  }
  const { guidance_scale: guidance, negative_prompt_ids: negatives } = options;
  if (guidance !== 1 && source && negatives.length === 0) refuse("Guidance (guidance_scale) takes the prompt away, and a decoder that reads a source has none.", "Leave guidance_scale out, or give negative_prompt_ids.");
  if (negatives.length > 1 && negatives.length <= row) refuse(`There are ${negatives.length} negative prompts (negative_prompt_ids) and more texts.`, "Give one, or one for each text.");
}

/** How many tokens may come: what is asked for, as far as a table of positions reaches. */
function newTokensOf({ max_new_tokens: most, max_length: length }: GenerationOptions, { model, prompt }: PlanPlace): number {
  const { config, position } = model.model.open.recipe;
  const wanted = most ?? (length === null ? NEW_TOKENS : Math.max(0, length - prompt.length));
  // The last token is not read again: it needs no position.
  const room = position.scheme.kind === "learned" ? config.context - prompt.length + 1 : Infinity;
  if (room > 0) return Math.min(wanted, room);
  throw new Problem("text-too-long", `The text has ${prompt.length.toLocaleString("en")} tokens and the model ${config.context.toLocaleString("en")} positions: there is no room for another.`, { remedy: "Choose a shorter text." });
}

/** The model with what its scores are compared to. */
function comparing({ guidance_scale: guidance, negative_prompt_ids: negatives }: GenerationOptions, { model, prompt, helper, row }: PlanPlace, layers: readonly number[] | undefined): LanguageModel {
  const layered = layers ? withLayers(model, layers) : model;
  const contrasted = helper?.as === "amateur" ? withAmateur(layered, helper.model) : layered;
  if (guidance === 1) return contrasted;
  const negative = negatives[negatives.length === 1 ? 0 : row];
  return withUnconditional(contrasted, { promptLength: prompt.length, ...(negative && { negative }), ...(model.prefix > 0 && { by: model.behind(prefixOf(negative?.length ?? 1, model.prefix, prompt.length)) }) });
}

/** Tokens that see each other of what stands in a prompt's place: all of it where all of the prompt does. */
const prefixOf = (tokens: number, prefix: number, promptLength: number): number => (prefix >= promptLength ? tokens : Math.min(prefix, tokens));

async function search(method: Method, options: GenerationOptions, place: PlanPlace & { readonly asked: LanguageModel }, decoding: Decoding): Promise<readonly Decoded[]> {
  const { model, asked, prompt, random } = place;
  const beams = { beams: options.num_beams, returned: options.num_return_sequences, lengthPenalty: options.length_penalty, earlyStopping: options.early_stopping };
  const choice = (path: number): Choice => place.choose ?? sampled(random.fork(path));
  switch (method) {
    case "greedy":
      return [await followPath(asked, prompt, decoding, place.choose ?? mostProbable)];
    case "sampling":
      return inTurn(options.num_return_sequences, path => followPath(asked, prompt, decoding, choice(path), path));
    case "beams":
      return beamSearch(asked, prompt, decoding, beams);
    case "beam sample":
      return beamSample(asked, prompt, decoding, { ...beams, uniform: random.uniform });
    case "group beams":
      return groupBeamSearch(asked, prompt, decoding, { ...beams, groups: options.num_beam_groups, diversityPenalty: options.diversity_penalty, penaltyAt: contrasts(options, place.helper), ...(options.pad_token_id !== null && { padId: options.pad_token_id }) });
    case "constrained beams":
      return constrainedBeamSearch(asked, prompt, decoding, { ...beams, required: options.force_words_ids.map(alternatives) });
    case "stochastic beams":
      return stochasticBeamSearch(asked, prompt, decoding, { beams: options.num_beams, uniform: random.uniform });
    case "contrastive":
      return [await contrastiveSearch(model, prompt, decoding, { alpha: options.penalty_alpha, candidates: candidatesOf(options) })];
    case "speculation": {
      if (model.model.open.recipe.position.byLength) throw new Problem("input-invalid", "Speculation reads several tokens a pass, and this model's positions depend on how long the text was when a token was read: the text would be another.", { remedy: "Choose another method." });
      const drafter = drafterOf(options, place);
      const count = options.prompt_lookup_num_tokens ?? options.num_assistant_tokens ?? DRAFT_TOKENS;
      return inTurn(options.num_return_sequences, path => speculation(model, prompt, decoding, { drafter, count, random: options.do_sample ? random.fork(path).uniform : null }, path));
    }
    case "best of":
      return bestOf(asked, prompt, decoding, { samples: options.best_of, choice, by: "mean" });
    case "minimum risk": {
      const { decode } = place;
      if (!decode) throw new Problem("tokenizer-missing", "Minimum Bayes risk compares texts, and this checkpoint has no tokenizer.", { remedy: "Choose another method, or add the tokenizer's files." });
      return minimumBayesRisk(asked, prompt, decoding, { samples: options.mbr_samples, choice, utility: chrF, decode });
    }
  }
}

async function inTurn<T>(count: number, work: (i: number) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let i = 0; i < count; i++) all.push(await work(i));
  return all;
}

function drafterOf({ max_matching_ngram_size: longest }: GenerationOptions, { model, helper }: PlanPlace): Drafter {
  return helper ? draftModel(helper.model, model.vocabulary) : promptLookup(longest ?? MATCHING_TOKENS);
}

function candidatesOf({ top_k: candidates }: GenerationOptions): number {
  if (candidates >= 2) return candidates;
  throw new Problem("input-invalid", "Contrastive search chooses among the best tokens, and top_k does not say how many.", { remedy: "Set top_k to 2 or more; the paper takes 4 to 10." });
}

/** A phrase, or its alternatives, as alternatives. */
const alternatives = (phrase: readonly number[] | readonly (readonly number[])[]): readonly (readonly number[])[] => (phrase.every(part => typeof part === "number") ? [phrase] : (phrase));
