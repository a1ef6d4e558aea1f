import type { CompletionProgress, CompletionRequest, CompletionResult, Suggestion } from "../../protocol/completion";
import type { GeneratedText, GenerationItem } from "../../protocol/generation";
import type { DeviceName } from "../../protocol/models";
import { Cancelled } from "../../protocol/problem";
import type { VocabularyTrie } from "../decoding/constraints/vocabularyTrie";
import type { DecodingEvent } from "../decoding/events";
import { BranchingModel } from "../generation/branchingModel";
import { Telling } from "../generation/telling";
import type { TextCaches } from "../generation/textCaches";
import { textOf } from "../generation/textStream";
import { vocabularyTrieOf } from "../generation/vocabularyTrieOf";
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

/** Candidates that each step remembers. */
const WATCHED = 8;

/**
 * Completes a text at the cursor; `emit` is given the first suggestion as it grows. Throws `input-invalid` for a model that cannot complete,
 * and `Cancelled` within a decoding step of the abort.
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
  // An encoder's keys and values are made again where somebody asks: they are much to keep for each of many suggestions.
  const again = prompt.source ? async (later: AbortSignal) => (await branchingFor(loaded, caches, prompt, later)).branching : () => Promise.resolve(branching);
  const kept = { model, branching: again, tokenizer, ids, prompt: prompt.prompt.text, parts: prompt.prompt.parts, items, finished };
  const read = linesRead(reading, prompt, request.prefix, trie);
  const suggestions = candidates.map(({ number, text, score, uncertain }): Suggestion => ({ id: completions.add(kept, texts[number] as GeneratedText), text, score, uncertain, read }));
  return { ...facts, suggestions, nothing, computed: facts.promptTokens - reused, newTokens: Math.max(...decoded.map(({ tokens }) => tokens.length)), firstMilliseconds: first, milliseconds };
}

/** The cache that all completions of a model share; of an encoder–decoder one for each of the last sources, and whether that had to be encoded. */
async function branchingFor({ model }: Loaded, caches: TextCaches, { source }: CompletionPrompt, signal: AbortSignal): Promise<{ readonly branching: BranchingModel; readonly encoded: boolean }> {
  let encoded = false;
  const made = async (): Promise<BranchingModel> => {
    if (!source) return new BranchingModel(model);
    encoded = true;
    return new BranchingModel(model, { memory: (await encodeSource(model, { ids: source, signal })).memory });
  };
  const branching = await caches.get(model, source ? `completion of ${source.join(" ")}` : "completion", made);
  return { branching, encoded };
}

/** What was read for the first token that writes behind the cursor. */
function linesRead({ read }: ReadingModel, { prompt: { places }, ids, typed, source }: CompletionPrompt, prefix: string, trie: VocabularyTrie): Suggestion["read"] {
  if (!read) return [];
  const { pattern, cross } = read.inside;
  if (source && cross) return readLines(cross, places, prefix);
  const all = readPlaces(places, read.text.slice(ids.length), typed, prefix, trie);
  // What a head has no use for rests on the first token (Xiao et al. 2024).
  return readLines(pattern, all.map((place, i) => (i === 0 ? null : place)), prefix);
}
