import type { CompletionProgress, CompletionRequest, CompletionResult } from "../../protocol/completion";
import { Cancelled, Problem } from "../../protocol/problem";
import type { Client } from "../../protocol/rpc";
import type { runtimeContract } from "../../protocol/runtimeContract";
import type { Disposes } from "../disposableStore";
import { AdaptiveDelay } from "./adaptiveDelay";
import { type AnswerAlong, Answers, frameOf } from "./answers";
import { type Clock, wait } from "./clock";
import { RunningCompletion } from "./runningCompletion";

/** Milliseconds for which nothing is asked of a model that failed, unless somebody asks for it. */
const AFTER_PROBLEM = 30_000;

/** What completions are made with. */
export interface CompletionSources {
  readonly runtime: Pick<Client<typeof runtimeContract>, "complete">;
  /** Loads a model that is not loaded, which nothing takes back. */
  load(folder: string): Promise<void>;
  readonly clock: Clock;
  /** The runtime has begun to work on completions, or has ended. */
  readonly working?: (on: boolean) => void;
}

/** A place at which something is to be suggested. */
export interface CompletionQuestion {
  /** Which document: its URI. */
  readonly document: string;
  /** Offset of the cursor in it. */
  readonly offset: number;
  readonly request: CompletionRequest;
  /** Somebody asks, in place of typing: nothing waits, and a model that failed is tried again. */
  readonly invoked: boolean;
  /** Whether to ask already for what comes behind the best suggestion. */
  readonly ahead: boolean;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** What can be shown of an answer before it is whole. */
export interface FirstWords {
  readonly words: string;
  /** What becomes of it; as {@link Completions.complete}. */
  readonly whole: Promise<AnswerAlong | null>;
}

/** Milliseconds after which what has come is shown, in place of the whole: a quick model is done by then, and a person waits for no slow one. */
const SOON = 80;

/** What is under way for one document. */
interface Slot {
  /** Ends the wait of the newest who asked. */
  caller: AbortController;
  readonly running: Set<RunningCompletion>;
}

/**
 * Asks the runtime for completions. The newest question of a document wins: earlier ones are answered with null, and what
 * runs for them is stopped, unless what it says is what was typed since.
 */
export class Completions implements Disposes {
  readonly #answers = new Answers();
  readonly #delay = new AdaptiveDelay();
  readonly #slots = new Map<string, Slot>();
  #failed: { readonly folder: string; readonly at: number } | null = null;
  #underWay = 0;

  constructor(private readonly sources: CompletionSources) {}

  /** Requests that the runtime works on now. */
  get underWay(): number {
    return this.#underWay;
  }

  /** As {@link complete}; where that takes long and nobody asked for it, the first words as soon as there are some. */
  async first(question: CompletionQuestion): Promise<AnswerAlong | FirstWords | null> {
    let words = "";
    let heard = (): void => undefined;
    const some = new Promise<void>(resolve => (heard = resolve));
    const whole = this.complete(question, now => {
      words = now;
      heard();
    });
    if (question.invoked) return whole;
    const over = new AbortController();
    const early = Promise.all([some, wait(this.sources.clock, SOON, over.signal)]);
    const isWhole = await Promise.race([whole.then(() => true), early.then(() => false)]).finally(() => over.abort());
    return isWhole || question.signal.aborted ? whole : { words, whole };
  }

  /** What can be suggested at a place, and meanwhile what can be shown of it; null for a question that is no longer the newest. Rejects with a Problem. */
  async complete(question: CompletionQuestion, tell?: (words: string) => void): Promise<AnswerAlong | null> {
    const { request, invoked } = question;
    const slot = this.#slotOf(question.document);
    const signal = AbortSignal.any([question.signal, slot.caller.signal]);
    const frame = frameOf(request);
    for (let asked = false; ; ) {
      if (signal.aborted) return null;
      const known = this.#answers.find(frame, request);
      if (known !== null) return this.#answered(slot, question, known);
      const agreeing = this.#agreeing(slot, frame, request);
      if (agreeing !== null) {
        await agreeing.running.wait(agreeing.typed, signal, tell);
        continue;
      }
      // Stopped by the editing or by someone who did not ask: whoever still wants it asks anew.
      if (asked || (!invoked && this.#failedJustNow(request.folder))) return null;
      if (!invoked) await wait(this.sources.clock, this.#delay.milliseconds, signal);
      if (signal.aborted) return null;
      asked = true;
      this.#start(slot, question, frame, false);
    }
  }

  /** Follows an edit of a document: what can no longer be right is stopped. */
  edited(document: string, changes: readonly { readonly rangeOffset: number; readonly rangeLength: number; readonly text: string }[]): void {
    for (const running of this.#slots.get(document)?.running ?? []) {
      for (const change of changes) running.edited(change);
    }
  }

  /** Nothing is wanted in this document now. */
  stop(document: string): void {
    const slot = this.#slots.get(document);
    if (slot === undefined) return;
    this.#slots.delete(document);
    slot.caller.abort();
    for (const running of slot.running) running.stop();
  }

  /** Forgets all answers: the runtime that could explain them is gone, or the model has changed. */
  forget(): void {
    this.#answers.clear();
    this.#failed = null;
  }

  dispose(): void {
    for (const document of [...this.#slots.keys()]) this.stop(document);
  }

  /** The document's slot, with a new caller in it; whoever waited before is let go. */
  #slotOf(document: string): Slot {
    const slot = this.#slots.get(document) ?? { caller: new AbortController(), running: new Set<RunningCompletion>() };
    slot.caller.abort();
    slot.caller = new AbortController();
    this.#slots.set(document, slot);
    return slot;
  }

  #answered(slot: Slot, question: CompletionQuestion, answer: AnswerAlong): AnswerAlong {
    const { request } = question;
    const [best] = answer.suggestions;
    const frame = frameOf(request);
    this.#agreeing(slot, frame, request);
    if (question.ahead && best !== undefined) {
      const next = { ...request, prefix: request.prefix + best.text, alternatives: 1 };
      const known = this.#answers.find(frame, next) ?? this.#agreeing(slot, frame, request, next);
      if (known === null) this.#start(slot, { ...question, request: next }, frame, true);
    }
    return answer;
  }

  /** What runs and may still answer the request (or `next`, which it may lead to); all else of the slot is stopped. */
  #agreeing(slot: Slot, frame: string, request: CompletionRequest, next = request): { readonly running: RunningCompletion; readonly typed: string } | null {
    let found = null;
    for (const running of [...slot.running]) {
      const typed = running.typedFor(frame, next);
      if (typed !== null) found ??= { running, typed };
      else if (running.typedFor(frame, request) === null && !running.isAheadOf(frame, request)) {
        if (!running.over) running.stop();
        slot.running.delete(running);
      }
    }
    return found;
  }

  #start(slot: Slot, { request, offset }: CompletionQuestion, frame: string, ahead: boolean): void {
    const { clock } = this.sources;
    const run = async (signal: AbortSignal, onItem: (item: CompletionProgress) => void): Promise<CompletionResult> => {
      const began = clock.now();
      let seen: number | null = null;
      const heard = (item: CompletionProgress): void => {
        if (item.words.trim() !== "") seen ??= clock.now() - began;
        onItem(item);
      };
      try {
        const result = await this.#ask(ahead ? { ...request, ahead } : request, signal, heard);
        this.#answers.keep(frame, request, result);
        // The first words are shown while the rest is still to come: a person waits for them, not for the whole.
        this.#delay.note(seen ?? clock.now() - began);
        return result;
      } catch (error) {
        if (error instanceof Problem && !signal.aborted) this.#failed = { folder: request.folder, at: clock.now() };
        throw error;
      } finally {
        // What is over answers nobody any more, and holds a whole text.
        slot.running.delete(running);
      }
    };
    const running = new RunningCompletion(frame, request, offset, ahead, run, clock);
    slot.running.add(running);
  }

  /** Asks the runtime, once more if its process dies of it. */
  async #ask(request: CompletionRequest, signal: AbortSignal, onItem: (item: CompletionProgress) => void): Promise<CompletionResult> {
    for (let again = true; ; again = false) {
      this.#count(1);
      try {
        await this.sources.load(request.folder);
        Cancelled.check(signal);
        return await this.sources.runtime.complete(request, { signal, onItem });
      } catch (error) {
        if (!again || signal.aborted || !(error instanceof Problem) || error.code !== "runtime-exited") throw error;
      } finally {
        this.#count(-1);
      }
    }
  }

  #count(by: 1 | -1): void {
    const before = this.#underWay > 0;
    this.#underWay += by;
    const now = this.#underWay > 0;
    if (now !== before) this.sources.working?.(now);
  }

  #failedJustNow(folder: string): boolean {
    return this.#failed?.folder === folder && this.sources.clock.now() - this.#failed.at < AFTER_PROBLEM;
  }
}
