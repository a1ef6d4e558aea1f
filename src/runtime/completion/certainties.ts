import type { DecodingEvent } from "../decoding/events";
import { best, logSumOfExponentials, type Scores } from "../decoding/scores";

/** How sure a model was of a token: natural log-probabilities among the tokens that could be chosen. */
export interface Certainty {
  readonly token: number;
  readonly logProbability: number;
  /** The best of the others. */
  readonly runnerUp: { readonly token: number; readonly logProbability: number } | null;
}

/** Keeps how sure the model was of each token that was chosen, and nothing else of the scores: they would be much to keep. */
export class Certainties {
  /** By step, then by the beam that was extended and the token. */
  readonly #steps: Map<string, Certainty>[] = [];

  /** For `Decoding.observe`. */
  readonly observe = (event: DecodingEvent): void => {
    if (event.kind === "chosen") this.#steps.push(new Map([[keyOf(0, event.token), certaintyOf(event.scores.at(-1) as Scores)(event.token)]]));
    if (event.kind !== "beams") return;
    const step = new Map<string, Certainty>();
    for (const [parent, { scores }] of event.beams.entries()) {
      const of = certaintyOf(scores.at(-1) as Scores);
      for (const one of event.candidates) if (one.parent === parent && one.fate !== "pruned") step.set(keyOf(parent, one.token), of(one.token));
    }
    this.#steps.push(step);
  };

  /** Of the tokens of a text that decoding ended with; `parents` are the beams that they extended, where there were beams. */
  of(tokens: readonly number[], parents: readonly number[] | undefined): Certainty[] {
    return tokens.flatMap((token, i) => this.#steps[i]?.get(keyOf(parents?.[i] ?? 0, token)) ?? []);
  }
}

/** 0 of none. */
export const meanLogProbability = (tokens: readonly Certainty[]): number => (tokens.length === 0 ? 0 : tokens.reduce((sum, { logProbability }) => sum + logProbability, 0) / tokens.length);

const keyOf = (parent: number, token: number): string => `${parent} ${token}`;

function certaintyOf(scores: Scores): (token: number) => Certainty {
  const total = logSumOfExponentials(scores);
  const top = best(scores, 2);
  const log = (token: number): number => (scores[token] as number) - total;
  return token => {
    const other = top.find(one => one !== token);
    return { token, logProbability: log(token), runnerUp: other === undefined ? null : { token: other, logProbability: log(other) } };
  };
}
