import type { CompletionProgress, CompletionRequest, CompletionResult, Suggestion } from "../../protocol/completion";
import type { GeneratedText, GenerationItem } from "../../protocol/generation";
import type { DeviceName } from "../../protocol/models";
import { Cancelled } from "../../protocol/problem";
import type { WeightsName } from "../../protocol/weights";
import type { VocabularyTrie } from "../decoding/constraints/vocabularyTrie";
import type { DecodingEvent } from "../decoding/events";
import { BranchingModel } from "../generation/branchingModel";
import { Telling } from "../generation/telling";
import type { TextCaches } from "../generation/textCaches";
import { textOf } from "../generation/textStream";
import { vocabularyTrieOf } from "../generation/vocabularyTrieOf";
import { openedMask } from "../model/parts/openedMask";
import { weightsName } from "../model/quantisedModel";
import type { Loaded } from "../models";
import { encodeSource } from "../traces/encoderRun";
import { beginningWith } from "./beginningWith";
import { candidatesOf } from "./candidates";
import { Certainties } from "./certainties";
import { checkCompletion } from "./checkCompletion";
import { completionPrompt, type CompletionPrompt } from "./completionPrompt";
import type { Completions } from "./completions";
import { continuations } from "./continuations";
import { Ending } from "./ending";
import { layoutFor } from "./layout";
import { newText } from "./newText";
import { ReadingModel } from "./readingModel";
import { readLines } from "./readLines";
import { readPlaces } from "./readPlaces";
import { startedItem } from "./startedItem";

/** What a completion works with. */
export interface CompletionServices {
  readonly loaded: Loaded;
  readonly caches: TextCaches;
  readonly completions: Completions;
  readonly device: DeviceName;
}

/** Tokens of a prompt that are computed at once, by the weights: as few as do not make a prompt take much longer, since who types on waits for them to stop. */
const PIECE: Readonly<Record<WeightsName, number>> = { exact: 64, "8bit": 32, "4bit": 32 };
/** Candidates that each step remembers. */
const WATCHED = 8;

/**
 * Completes a text at the cursor; `emit` is given the first suggestion as it grows. Throws `input-invalid` for a model that cannot complete,
 * and `Cancelled` within a decoding step of the abort, or where it was asked ahead and is too much work for that.
 */
export async function complete(request: CompletionRequest, services: CompletionServices, signal: AbortSignal, emit: (progress: CompletionProgress) => void): Promise<CompletionResult> {
  checkCompletion(request);
  const started = performance.now();
  const { loaded, caches, completions, device } = services;
  const { model } = loaded;
  const tokenizer = loaded.tokenizer().forTarget;
  const trie = vocabularyTrieOf(tokenizer, model.open.recipe.config.vocabulary);
  const prompt = await completionPrompt(request, loaded, await layoutFor(model.open, loaded.tokenizer()), trie);
  Cancelled.check(signal);
  const { ids, typed } = prompt;
  const facts = { layout: prompt.layout.kind, promptTokens: prompt.prompt.tokens.length, device, weights: weightsName(model.quantised) };
  if (ids.length === 0) return { ...facts, suggestions: [], nothing: "empty", computed: 0, newTokens: 0, firstMilliseconds: 0, milliseconds: performance.now() - started };

  const { branching, encoded } = await branchingFor(loaded, caches, prompt, signal);
  // Where the prompt's beginning was cut elsewhere, most of it is new: whoever types on should not have to wait for that to stop.
  if (request.ahead === true && !prompt.source && branching.prefix === 0 && branching.known(ids) < ids.length / 2) throw new Cancelled();
  const reused = prompt.source ? (encoded ? 0 : prompt.source.length) : branching.known(ids);
  const before = branching.computed;
  const ending = new Ending(request);
  const adapters = typed.length === 0 ? [] : [beginningWith(typed, trie)];
  const certainties = new Certainties();
  const items: GenerationItem[] = [startedItem(request, prompt, loaded, device, adapters)];
  const telling = new Telling({ tokenizer, prompt: ids, begins: false, adapters, watched: WATCHED, emit: item => void items.push(item) });
  let first = 0;
  let told = "";
  const tell = (text: string, words: string): void => {
    if (text.trim() !== "" && text !== told) emit({ text: (told = text), words });
  };
  const observe = (event: DecodingEvent): void => {
    first ||= performance.now() - started;
    certainties.observe(event);
    telling.observe(event);
    // Where suggestions may be held back for lack of confidence, none is shown before it is whole.
    if (event.kind !== "chosen" || request.confidence > 0) return;
    const text = newText([...event.text.slice(ids.length), event.token], typed, trie);
    tell(ending.growing(text).text, ending.begun(text));
  };
  const reading = new ReadingModel(branching, text => newText(text.slice(ids.length), typed, trie) === "");
  const stop = (text: readonly number[]): boolean => ending.growing(newText(text.slice(ids.length), typed, trie)).ended;
  const decoded = await continuations(request.alternatives, reading, branching.model.open.checkpoint, prompt, trie, { adapters, stop, observe, signal });
  const { candidates, nothing } = candidatesOf(decoded, { request, ending, typed, trie, certainties, tokenizer });
  if (candidates[0]) tell(candidates[0].text, candidates[0].text);
  const milliseconds = performance.now() - started;

  const texts = decoded.map(({ tokens, score, ended }, path): GeneratedText => ({ path: request.alternatives > 1 ? null : path, tokens: tokens.map(id => ({ id, ...tokenizer.token(id) })), text: textOf(tokenizer, tokens, false), score: score ?? null, ended }));
  const finished = { texts, milliseconds, computed: branching.computed - before, reused };
  // Keys and values that no other suggestion shares are made again where somebody asks: they are much to keep for each of many.
  const again = prompt.source || branching.prefix > 0 ? async (later: AbortSignal) => (await branchingFor(loaded, caches, prompt, later)).branching : () => Promise.resolve(branching);
  const kept = { model, branching: again, tokenizer, ids, prompt: prompt.prompt.text, parts: prompt.prompt.parts, items, finished };
  const read = linesRead(reading, prompt, request, trie);
  const suggestions = candidates.map(({ number, text, score, uncertain }): Suggestion => ({ id: completions.add(kept, texts[number] as GeneratedText), text, score, uncertain, read }));
  return { ...facts, suggestions, nothing, computed: facts.promptTokens - reused, newTokens: Math.max(...decoded.map(({ tokens }) => tokens.length)), firstMilliseconds: first, milliseconds };
}

/**
 * The cache that all completions of a model share; of an encoder–decoder one for each of the last sources, and whether that had to be encoded;
 * of a prefix language model, whose prompt is the prefix, one for each of the last prompts.
 */
async function branchingFor({ model }: Loaded, caches: TextCaches, { source, ids }: CompletionPrompt, signal: AbortSignal): Promise<{ readonly branching: BranchingModel; readonly encoded: boolean }> {
  let encoded = false;
  const mask = openedMask(model.open.recipe.mask, null, source ? 0 : ids.length);
  const own = source ?? (mask.prefix ? ids : null);
  const made = async (): Promise<BranchingModel> => {
    if (!source) return new BranchingModel(model, { mask, piece: PIECE[weightsName(model.quantised)], others: 0 });
    encoded = true;
    return new BranchingModel(model, { memory: (await encodeSource(model, { ids: source, signal })).memory });
  };
  const branching = await caches.get(model, own ? `completion of ${own.join(" ")}` : "completion", made);
  return { branching, encoded };
}

/** What was read for the first token that writes behind the cursor. */
function linesRead({ read }: ReadingModel, { prompt: { places }, ids, typed, source }: CompletionPrompt, { prefix, suffix }: CompletionRequest, trie: VocabularyTrie): Suggestion["read"] {
  if (!read) return [];
  const { pattern, cross } = read.inside;
  if (source && cross) return readLines(cross, places, prefix, suffix);
  const all = readPlaces(places, read.text.slice(ids.length), typed, prefix, trie);
  // What a head has no use for rests on the first token (Xiao et al. 2024).
  return readLines(pattern, all.map((place, i) => (i === 0 ? null : place)), prefix, suffix);
}
