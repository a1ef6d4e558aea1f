import type { CompletionExplained, PromptPart } from "../../protocol/completion";
import type { GeneratedText, GenerationFinished, GenerationItem } from "../../protocol/generation";
import { Problem } from "../../protocol/problem";
import type { BranchingModel } from "../generation/branchingModel";
import type { Generations } from "../generation/generations";
import type { LoadedModel } from "../model/loadedModel";
import type { Tokenizer } from "../tokens/tokenizer";

/** How a request's suggestions came about. */
export interface KeptCompletion {
  readonly model: LoadedModel;
  /** The cache that they were made with, or one like it. */
  readonly branching: (signal: AbortSignal) => Promise<BranchingModel>;
  readonly tokenizer: Tokenizer;
  /** What the new tokens stand behind. */
  readonly ids: readonly number[];
  readonly prompt: string;
  readonly parts: readonly PromptPart[];
  readonly items: readonly GenerationItem[];
  readonly finished: GenerationFinished;
}

/** Suggestions whose making is remembered. */
const KEPT = 32;

/** The last suggestions, so that each can be asked how it came about. */
export class Completions {
  readonly #kept = new Map<string, { readonly completion: KeptCompletion; readonly text: GeneratedText }>();
  #next = 1;

  /** Suggestions that are remembered. */
  get size(): number {
    return this.#kept.size;
  }

  /** Remembers the suggestion that became of one of a completion's texts; gives what it is called. */
  add(completion: KeptCompletion, text: GeneratedText): string {
    const id = `suggestion ${this.#next++}`;
    this.#kept.set(id, { completion, text });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
    return id;
  }

  /** Everything about a suggestion, its own text first, as a generation whose steps can be looked into until it is released. Throws `run-gone` once it is forgotten. */
  async explain(id: string, generations: Generations, signal: AbortSignal): Promise<CompletionExplained> {
    const kept = this.#kept.get(id);
    if (!kept) throw new Problem("run-gone", "How this suggestion came about is no longer in memory.", { remedy: "Ask for a suggestion again." });
    const { completion, text } = kept;
    const { prompt, parts, finished, tokenizer, ids } = completion;
    const generation = generations.add({ branching: await completion.branching(signal), prompt: ids, tokenizer });
    const items = completion.items.map(item => (item.kind === "started" ? { ...item, generation } : item));
    return { prompt, parts, items, finished: { ...finished, texts: [text, ...finished.texts.filter(one => one !== text)] } };
  }

  /** Forgets those of a model that is unloaded. */
  release(model: LoadedModel): void {
    for (const [id, { completion }] of this.#kept) if (completion.model === model) this.#kept.delete(id);
  }
}
