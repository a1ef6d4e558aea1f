import type { GenerationFinished, GenerationItem, GenerationPlace, GenerationRequest, GenerationStarted, LogitLens, StepAttention } from "../../protocol/generation";
import type { PageGenerationRequest, RecordedRun } from "../../protocol/generationPage";
import { Cancelled, Problem } from "../../protocol/problem";
import type { Asking } from "../../protocol/rpc";
import type { Token } from "../../protocol/tokens";
import type { WeightsName } from "../../protocol/weights";
import type { Disposes } from "../disposableStore";
import type { RunServices } from "./attentionRun";

/** What generations are made with. */
export interface GenerationRunServices extends RunServices {
  /** Loads a model, with weights in this form, that is not loaded, telling of it. */
  load(folder: string, weights: WeightsName, signal: AbortSignal): Promise<void>;
  /** In what form models make tokens, where a run does not say. */
  weights(): WeightsName;
}

/** A generation that the page can ask about. */
interface Kept {
  /** What it is called in which process; null when the runtime has lost it. */
  at: { readonly name: string; readonly mark: unknown } | null;
  /** Makes its places again, without generating anything. */
  readonly again: GenerationRequest;
  making: Promise<string> | null;
}

/** Options that places in a text depend on; all others are about choosing tokens. */
const OF_PLACES = ["use_cache", "attention_window", "attention_sinks", "decoder_start_token_id"];

/**
 * The generations that one life of a page has asked for: passes their items on, and gives back what the page has released
 * or has left behind. When the runtime has lost one (it died, or its model was unloaded), its places are made again,
 * unseen, at the next question.
 */
export class GenerationRuns implements Disposes {
  readonly #abort = new AbortController();
  /** Takes back what is under way now. */
  #stopping = new AbortController();
  /** By the name that the page knows. */
  readonly #kept = new Map<string, Kept>();
  /** Prompts that were read from a text, by their ids: what branches from such a run is given ids alone, and has the same places in the text. */
  readonly #read = new Map<string, readonly Token[]>();
  #next = 1;
  #underWay = 0;

  constructor(private readonly services: GenerationRunServices) {}

  /** Whether nothing is generated or kept: what is asked for next is the first column of the page. */
  get empty(): boolean {
    return this.#underWay === 0 && this.#kept.size === 0;
  }

  /** Whether something is generated now. */
  get underWay(): boolean {
    return this.#underWay > 0;
  }

  /** Continues `text`, or the ids that the page gives; ends when the page takes the request back, and when the page ends. */
  async generate({ ids, ...request }: PageGenerationRequest, text: string, { signal, emit }: Asking<GenerationItem>): Promise<GenerationFinished> {
    const either = AbortSignal.any([signal, this.#abort.signal, this.#stopping.signal]);
    const weights = request.weights ?? this.services.weights();
    const whole: GenerationRequest = { ...request, weights, prompt: ids === undefined ? { text } : { ids } };
    const over = this.#count(either);
    /** The runtime counts anew in each process; the page knows one name for good. */
    const onItem = (item: GenerationItem): void => {
      const told = item.kind === "started" ? this.#started(item, whole, either) : item;
      if (!either.aborted) emit(told);
    };
    try {
      await this.services.load(request.folder, weights, either);
      if (request.helper !== undefined) await this.services.load(request.helper.folder, weights, either);
      return await this.services.runtime.generate(whole, { signal: either, onItem });
    } finally {
      over();
    }
  }

  lens(place: GenerationPlace, signal: AbortSignal): Promise<LogitLens> {
    return this.#asking(place, signal, there => this.services.runtime.lens(there, { signal }));
  }

  attention(place: GenerationPlace, signal: AbortSignal): Promise<StepAttention> {
    return this.#asking(place, signal, there => this.services.runtime.stepAttention(there, { signal }));
  }

  /**
   * Takes a run over that was made elsewhere, under the name by which the page is to know it: its places can be looked into. One
   * of a file names no run of this runtime: its places are made in `folder`, and none can be where that is null.
   */
  takeOver({ items, finished, at: first }: RecordedRun, file?: { readonly folder: string | null; readonly prefix: number | null }): RecordedRun {
    const started = items.find(item => item.kind === "started");
    if (started === undefined) throw new Problem("run-gone", "What was recorded of this run has no beginning.", { remedy: "Run it again." });
    const ids = started.prompt.map(({ id }) => id);
    const name = `run ${this.#next++}`;
    const folder = file ? file.folder : started.folder;
    const at = file ? null : { name: started.generation, mark: this.services.runtimeMark() };
    const request = { prompt: { ids }, options: started.options, weights: started.weights, watched: 1, ...(typeof file?.prefix === "number" && { prefix: file.prefix }) };
    if (folder !== null) this.#kept.set(name, { at, again: placesOf(started, { folder, ...request }), making: null });
    this.#read.set(idsOf(started.prompt), started.prompt);
    return { items: items.map(item => (item === started ? { ...started, generation: name } : item)), finished, ...(first !== undefined && { at: first }) };
  }

  /** Stops what is under way, without waiting for a page that may be busy with what has come. */
  stop(): void {
    this.#stopping.abort();
    this.#stopping = new AbortController();
  }

  /** The page does not show it any more. */
  release(generation: string): void {
    const kept = this.#kept.get(generation);
    this.#kept.delete(generation);
    if (kept?.at) this.#giveBack(kept.at);
  }

  /** Stops what is under way and gives everything back. */
  dispose(): void {
    this.#abort.abort();
    for (const generation of [...this.#kept.keys()]) this.release(generation);
  }

  /** Counts a run until it is over or taken back, whichever is first. */
  #count(signal: AbortSignal): () => void {
    let counts = true;
    this.#underWay++;
    const over = (): void => {
      if (counts) this.#underWay--;
      counts = false;
    };
    signal.addEventListener("abort", over, { once: true });
    return over;
  }

  #started(item: GenerationStarted, request: GenerationRequest, signal: AbortSignal): GenerationStarted {
    const at = { name: item.generation, mark: this.services.runtimeMark() };
    this.services.noteLoaded(item.folder);
    // Taken back before it began, it has a name that the page never hears.
    if (signal.aborted) this.#giveBack(at);
    const name = `run ${this.#next++}`;
    if (!signal.aborted) this.#kept.set(name, { at, again: placesOf(item, request), making: null });
    if ("text" in request.prompt) this.#read.set(idsOf(item.prompt), item.prompt);
    return { ...item, generation: name, prompt: this.#read.get(idsOf(item.prompt)) ?? item.prompt };
  }

  /** Asks about a place; once more, about the same place made again, if the runtime has lost it. */
  async #asking<T>({ generation, tokens }: GenerationPlace, signal: AbortSignal, ask: (place: GenerationPlace) => Promise<T>): Promise<T> {
    const kept = this.#kept.get(generation);
    if (kept === undefined) throw new Problem("run-gone", "This run is not kept any more.", { remedy: "Run it again." });
    try {
      return await ask({ generation: await this.#nameNow(kept, signal), tokens });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "run-gone") throw error;
      kept.at = null;
      return ask({ generation: await this.#nameNow(kept, signal), tokens });
    }
  }

  /** What the generation is called in the process that there is; one making for all the questions that wait for it. */
  async #nameNow(kept: Kept, signal: AbortSignal): Promise<string> {
    if (kept.at !== null && kept.at.mark === this.services.runtimeMark()) return kept.at.name;
    kept.making ??= this.#make(kept).finally(() => (kept.making = null));
    const name = await kept.making;
    Cancelled.check(signal);
    return name;
  }

  async #make(kept: Kept): Promise<string> {
    const { signal } = this.#abort;
    let name: string | null = null;
    await this.services.load(kept.again.folder, kept.again.weights ?? "exact", signal);
    const onItem = (item: GenerationItem): void => {
      if (item.kind === "started") name = item.generation;
    };
    await this.services.runtime.generate(kept.again, { signal, onItem });
    if (name === null) throw new Problem("run-gone", "The run could not be made again.", { remedy: "Run it again." });
    kept.at = { name, mark: this.services.runtimeMark() };
    if (![...this.#kept.values()].includes(kept)) this.#giveBack(kept.at);
    return name;
  }

  /** A process that is gone has nothing to release, and must not be started for it. */
  #giveBack({ name, mark }: { readonly name: string; readonly mark: unknown }): void {
    if (mark === this.services.runtimeMark()) this.services.runtime.releaseGeneration({ generation: name }).catch(() => undefined);
  }
}

const idsOf = (tokens: readonly Token[]): string => tokens.map(({ id }) => id).join(" ");

/** The same text before its first new token, and nothing behind it. */
function placesOf({ prompt, options }: GenerationStarted, request: GenerationRequest): GenerationRequest {
  const { helper: _, ...rest } = request;
  const kept = Object.entries(options).filter(([name]) => OF_PLACES.includes(name));
  return { ...rest, prompt: { ids: prompt.map(({ id }) => id) }, options: { ...Object.fromEntries(kept), max_new_tokens: 0 }, watched: 1 };
}
