import { Cancelled } from "../../protocol/problem";
import type { WeightsByDistance, WhatIfResult } from "../../protocol/whatIf";
import { matrixOfLayer } from "../traces/patterns";
import { visibleOf } from "../traces/scaling";
import type { TracedRun } from "../traces/tracedRun";

/** A run and its places that are compared, token by token, with another's. */
export interface ComparedRun {
  readonly run: TracedRun;
  readonly places: readonly number[];
}

/** What two runs' patterns have apart, over all layers and heads. */
export interface AttentionApart {
  readonly attention: WhatIfResult["attention"];
  readonly byDistance: WeightsByDistance;
  /** Mean share of the second run's attention that a query at a place from `context` on gives to keys at least so far away; NaN without such queries. */
  readonly far: number;
}

/** Compares the patterns of two runs over the places that both have, layer by layer. */
export async function attentionApart(one: ComparedRun, other: ComparedRun, context: number, signal: AbortSignal, onStep: (fraction: number) => void): Promise<AttentionApart> {
  const { layers, heads } = one.run.recipe.config;
  const [lengthOfOne, lengthOfOther] = [one.run.ids.length, other.run.ids.length];
  const size = one.places.length;
  const [before, after] = [new ByDistance(one.run), new ByDistance(other.run)];
  const far = new FarShare(other.run, context);
  let [most, sum] = [0, 0];
  for (let layer = 0; layer < layers; layer++) {
    const a = await matrixOfLayer({ run: one.run, kind: "self" }, layer, signal);
    const b = await matrixOfLayer({ run: other.run, kind: "self" }, layer, signal);
    Cancelled.check(signal);
    for (let head = 0; head < heads; head++) {
      for (let query = 0; query < size; query++) {
        const rowOfA = (head * lengthOfOne + (one.places[query] as number)) * lengthOfOne;
        const rowOfB = (head * lengthOfOther + (other.places[query] as number)) * lengthOfOther;
        for (let key = 0; key < size; key++) {
          const apart = Math.abs((a[rowOfA + (one.places[key] as number)] as number) - (b[rowOfB + (other.places[key] as number)] as number));
          sum += apart;
          if (apart > most) most = apart;
        }
      }
    }
    before.add(a);
    after.add(b);
    far.add(b);
    onStep((layer + 1) / layers);
  }
  const reach = Math.max(lengthOfOne, lengthOfOther) - 1;
  return {
    attention: { greatest: most, mean: sum / (layers * heads * size * size) },
    byDistance: { from: -reach, before: before.means(reach), after: after.means(reach) },
    far: far.mean,
  };
}

/** Sums of weights by distance key − query, over pairs that see each other. */
class ByDistance {
  readonly #sums: Float64Array;
  readonly #pairs: Float64Array;

  constructor(private readonly run: TracedRun) {
    this.#sums = new Float64Array(2 * run.ids.length - 1);
    this.#pairs = new Float64Array(this.#sums.length);
  }

  /** A layer's pattern: [head, query, key]. */
  add(pattern: Float32Array): void {
    const length = this.run.ids.length;
    for (let row = 0; row < pattern.length / length; row++) {
      const query = row % length;
      const seen = visibleOf({ run: this.run, kind: "self" }, query, length);
      for (let key = seen.from; key < seen.to; key++) {
        const at = key - query + length - 1;
        this.#sums[at] = (this.#sums[at] as number) + (pattern[row * length + key] as number);
        this.#pairs[at] = (this.#pairs[at] as number) + 1;
      }
    }
  }

  /** Means from distance −`reach` to `reach`. */
  means(reach: number): Float32Array {
    const shift = this.run.ids.length - 1 - reach;
    return Float32Array.from({ length: 2 * reach + 1 }, (_, index) => {
      const pairs = this.#pairs[index + shift] ?? 0;
      return pairs === 0 ? NaN : (this.#sums[index + shift] as number) / pairs;
    });
  }
}

/** How much of their attention late queries give to keys that stand farther away than `context` − 1. */
class FarShare {
  #sum = 0;
  #rows = 0;

  constructor(
    private readonly run: TracedRun,
    private readonly context: number,
  ) {}

  add(pattern: Float32Array): void {
    const length = this.run.ids.length;
    for (let row = 0; row < pattern.length / length; row++) {
      const query = row % length;
      if (query < this.context) continue;
      this.#rows++;
      for (let key = 0; key < length; key++) if (Math.abs(query - key) >= this.context) this.#sum += pattern[row * length + key] as number;
    }
  }

  get mean(): number {
    return this.#sum / this.#rows;
  }
}
