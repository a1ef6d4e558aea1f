import type { Token } from "../../src/protocol/tokens";
import { strengthOf } from "../draw/ramp";
import { Newest } from "../ui/newest";
import type { InsideAsks } from "./insideAsks";
import type { GenerationHost } from "./page";
import { activeColumn, type GenerationState, headIn, placeIn } from "./state";
import { readWeights } from "./stepAttention";

interface Tint {
  readonly tokens: readonly Token[];
  readonly weights: Float32Array;
}

/** Keeps the marks on the prompt in the editor in step with what the step looked at read. The newest wins; nothing is sent twice. */
export class PromptTint {
  readonly #newest: Newest<Tint | null>;
  #of: readonly unknown[] = [];

  constructor(
    host: GenerationHost,
    private readonly inside: InsideAsks,
    failed: (error: unknown) => void,
  ) {
    this.#newest = new Newest(tint => host.ask.tintPrompt(tint).catch(failed));
  }

  /** Tells what has changed; while an answer is awaited the marks stay. */
  follow(state: GenerationState): void {
    // The host hears nothing before the page's first message, and would never answer.
    if (!state.source) return;
    const column = activeColumn(state);
    const started = column?.started;
    const place = column && headIn(state, column);
    const open = state.open.attention || (state.open.cross && started?.encoderDecoder === true);
    if (!open || !column || !started || place === null || place === undefined) return this.#clear();
    // A branch of an edited text still has the prompt's tokens, whose places are those of the text that was run.
    const attention = this.inside.attention(placeIn(state, column, place));
    if (!attention) return;
    const now = [attention, state.read, started];
    if (now.every((value, index) => value === this.#of[index])) return;
    this.#of = now;
    const source = started.encoderDecoder ? attention.cross : attention;
    if (!source) return this.#clear();
    const weights = readWeights(attention, source.keys, source.weights, state.read).slice(0, started.prompt.length);
    const most = weights.reduce((greatest, weight) => Math.max(greatest, weight), 0);
    this.#newest.offer({ tokens: started.prompt, weights: weights.map(weight => strengthOf(weight, most)) });
  }

  #clear(): void {
    this.#of = [];
    this.#newest.offer(null);
  }
}
