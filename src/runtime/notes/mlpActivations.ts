import type { TracedRun } from "../traces/tracedRun";
import type { Given } from "./statement";
import { finishedRun, readingStack, tokensOf } from "./textRun";

/** Numbers of every block's MLP: more tokens say no more. */
const MOST_TOKENS = 256;

/** Visits what each block's MLP widens to, in front of the bend (of a gated MLP: the gate) and behind it (of a gated MLP: times what is gated), both [token d_mlp], step by step. */
export async function visitMlps(given: Pick<Given, "loaded" | "text" | "signal" | "progress">, visit: (layer: number, pre: Float32Array, post: Float32Array) => void): Promise<TracedRun> {
  const tokens = await tokensOf(given, MOST_TOKENS);
  const stack = readingStack(given);
  const { config, scope } = given.loaded.model.recipeOf(stack);
  const path = (layer: number): string => `${scope === "" ? "" : `${scope}.`}blocks.${layer}.mlp`;
  let pre = new Float32Array(0);
  return finishedRun(given, {
    stack,
    ids: tokens.map(token => token.id),
    onStep: given.progress,
    taps: Array.from({ length: config.layers }, (_, layer) => [`${path(layer)}.pre`, `${path(layer)}.post`]).flat(),
    receive: (tap, _, rows) => {
      // They come in the order in which they were asked for.
      if (tap.endsWith(".pre")) pre = new Float32Array(rows);
      else visit(Number(/blocks\.(\d+)\./.exec(tap)?.[1]), pre, rows);
    },
  });
}

/** Sums over the numbers of one layer's MLP. */
export class ActivationSums {
  #count = 0;
  #negative = 0;
  #zeros = 0;
  #size = 0;
  #sizeOfNegative = 0;

  /** `pre` in front of the bend, `out` what came of it. */
  add(pre: number, out: number): void {
    this.#count++;
    this.#size += Math.abs(out);
    if (out === 0) this.#zeros++;
    if (pre >= 0) return;
    this.#negative++;
    this.#sizeOfNegative += Math.abs(out);
  }

  /** Share of numbers that are negative in front of the bend: under ReLU, all of these are 0. */
  get negative(): number {
    return this.#negative / this.#count;
  }

  /** Share of numbers that are exactly 0 behind it. */
  get zeros(): number {
    return this.#zeros / this.#count;
  }

  /** Share of the outputs' sizes that comes of negative numbers. */
  get carried(): number {
    return this.#size === 0 ? 0 : this.#sizeOfNegative / this.#size;
  }
}

/** Sigmoid linear unit, x σ(x). */
export const silu = (x: number): number => x / (1 + Math.exp(-x));
/** GELU by its tanh approximation (Hendrycks & Gimpel 2016). */
export const gelu = (x: number): number => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
