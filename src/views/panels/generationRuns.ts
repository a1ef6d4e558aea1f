import type { GenerationFinished, GenerationItem, GenerationPlace, GenerationRequest, LogitLens, StepAttention } from "../../protocol/generation";
import type { PageGenerationRequest } from "../../protocol/generationPage";
import { Problem } from "../../protocol/problem";
import type { Asking } from "../../protocol/rpc";
import type { Disposes } from "../disposableStore";
import type { RunServices } from "./attentionRun";

/** What generations are made with. */
export interface GenerationRunServices extends RunServices {
  /** Loads a model that is not loaded, telling of it. */
  load(folder: string, signal: AbortSignal): Promise<void>;
}

/**
 * The generations that one life of a page has asked for: passes their items on, and gives back what the page has released
 * or has left behind. A generation dies with its process; what came of it is the page's.
 */
export class GenerationRuns implements Disposes {
  readonly #abort = new AbortController();
  /** The process of each generation that the page can ask about. */
  readonly #kept = new Map<string, unknown>();
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
    const either = AbortSignal.any([signal, this.#abort.signal]);
    const whole: GenerationRequest = { ...request, prompt: ids === undefined ? { text } : { ids } };
    this.#underWay++;
    let counted = true;
    const over = (): void => {
      if (counted) this.#underWay--;
      counted = false;
    };
    either.addEventListener("abort", over, { once: true });
    try {
      await this.services.load(request.folder, either);
      if (request.helper !== undefined) await this.services.load(request.helper.folder, either);
      return await this.services.runtime.generate(whole, { signal: either, onItem: item => this.#came(item, either, emit) });
    } finally {
      over();
    }
  }

  lens(place: GenerationPlace, signal: AbortSignal): Promise<LogitLens> {
    this.#check(place);
    return this.services.runtime.lens(place, { signal });
  }

  attention(place: GenerationPlace, signal: AbortSignal): Promise<StepAttention> {
    this.#check(place);
    return this.services.runtime.stepAttention(place, { signal });
  }

  /** The page does not show it any more. */
  release(generation: string): void {
    const mark = this.#kept.get(generation);
    if (!this.#kept.delete(generation)) return;
    // A process that is gone has nothing to release, and must not be started for it.
    if (mark === this.services.runtimeMark()) this.services.runtime.releaseGeneration({ generation }).catch(() => undefined);
  }

  /** Stops what is under way and gives everything back. */
  dispose(): void {
    this.#abort.abort();
    for (const generation of [...this.#kept.keys()]) this.release(generation);
  }

  #came(item: GenerationItem, signal: AbortSignal, emit: (item: GenerationItem) => void): void {
    if (item.kind === "started") {
      this.#kept.set(item.generation, this.services.runtimeMark());
      this.services.noteLoaded(item.folder);
      // Taken back before it began, it has a name that the page never hears.
      if (signal.aborted) this.release(item.generation);
    }
    if (!signal.aborted) emit(item);
  }

  #check({ generation }: GenerationPlace): void {
    const mark = this.#kept.get(generation);
    if (mark !== undefined && mark === this.services.runtimeMark()) return;
    throw new Problem("run-gone", "The process that made this run has ended; its steps are all that is left of it.", { remedy: "Run it again." });
  }
}
