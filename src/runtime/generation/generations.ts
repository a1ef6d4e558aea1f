import type { GenerationPlace, LogitLens, StepAttention } from "../../protocol/generation";
import { Problem } from "../../protocol/problem";
import type { Text } from "../decoding/languageModel";
import type { Tokenizer } from "../tokens/tokenizer";
import type { BranchingModel } from "./branchingModel";
import { lensOf } from "./lensOf";

/** What is kept of a generation, so that its steps can be looked into. */
export interface KeptGeneration {
  readonly branching: BranchingModel;
  /** What its new tokens stand behind. */
  readonly prompt: Text;
  readonly tokenizer: Tokenizer;
}

/** The generations that pages still show. */
export class Generations {
  readonly #kept = new Map<string, KeptGeneration>();
  #next = 1;

  add(generation: KeptGeneration): string {
    const id = `generation ${this.#next++}`;
    this.#kept.set(id, generation);
    return id;
  }

  release(id: string): void {
    this.#kept.delete(id);
  }

  /** Forgets those of a model that is unloaded. */
  releaseWhere(which: (generation: KeptGeneration) => boolean): void {
    for (const [id, kept] of this.#kept) if (which(kept)) this.#kept.delete(id);
  }

  /** What each layer would have said where the place's token was chosen. Throws `run-gone` when the generation was released. */
  async lens({ generation, tokens }: GenerationPlace, signal: AbortSignal): Promise<LogitLens> {
    const { branching, tokenizer, text, chosen } = this.#place(generation, tokens);
    const { streams } = await branching.inside(text, signal);
    const rows = Array.from({ length: branching.layers + 1 }, (_, row) => row);
    return lensOf(await branching.readOut(streams, rows), chosen, id => ({ id, ...tokenizer.token(id) }));
  }

  /** What the step read that chose the place's token. Throws `run-gone` when the generation was released. */
  async attention({ generation, tokens }: GenerationPlace, signal: AbortSignal): Promise<StepAttention> {
    const { branching, text } = this.#place(generation, tokens);
    const { layers, heads } = branching.model.open.recipe.config;
    const { pattern, held, cross } = await branching.inside(text, signal);
    return { layers, heads, keys: text.length, weights: pattern, held, cross: cross && { keys: cross.length / (layers * heads), weights: cross } };
  }

  #place(generation: string, tokens: readonly number[]): KeptGeneration & { readonly text: Text; readonly chosen: number } {
    const kept = this.#kept.get(generation);
    if (!kept) throw new Problem("run-gone", "The numbers behind this generation are no longer in memory.", { remedy: "Run again." });
    const chosen = tokens.at(-1);
    if (chosen === undefined) throw new Problem("input-invalid", "A place in a generation is named by its tokens, and there are none.", { remedy: "Choose a step." });
    return { ...kept, text: [...kept.prompt, ...tokens.slice(0, -1)], chosen };
  }
}
