import { Cancelled } from "../../../protocol/problem";
import { initialStates, stages, statesAfter, type Adapter, type AdapterStates } from "../adapters/adapter";
import type { Decoded, Decoding } from "../decoding";
import type { DecodingEvent, Drafted, EndReason } from "../events";
import type { Next, Text, VerifyingModel } from "../languageModel";
import { softmax, type Scores } from "../scores";
import { endOf } from "./followPath";
import { mostProbable } from "./greedy";
import { tokenAt } from "./sample";

/** A number drawn evenly from [0, 1). */
export type Uniform = () => number;

/** A token that a drafter proposes. */
export interface Draft {
  readonly token: number;
  /** [vocab] What it was drawn from; absent: the drafter was certain. */
  readonly probabilities?: Float32Array;
}

/** Where a drafter begins: the text, and how its tokens are chosen. */
export interface DraftPlace {
  readonly text: Text;
  readonly promptLength: number;
  readonly adapters: readonly Adapter[];
  /** What the adapters carry along the text. */
  readonly states: AdapterStates;
  readonly endIds: ReadonlySet<number>;
  /** Null where the most probable token is chosen. */
  readonly random: Uniform | null;
  readonly signal: AbortSignal;
}

/** Guesses, cheaply, how a text goes on. */
export interface Drafter {
  readonly name: string;
  /** At most `count` tokens; none where it has no idea. */
  readonly propose: (place: DraftPlace, count: number) => Promise<readonly Draft[]>;
}

export interface SpeculationOptions {
  readonly drafter: Drafter;
  /** Tokens of a draft, at most. */
  readonly count: number;
  /** Draws tokens; null: the most probable ones, which are then exactly those of greedy decoding. */
  readonly random: Uniform | null;
}

/**
 * Follows one text as greedy decoding or sampling do, several tokens a pass: a drafter guesses, the model verifies its tokens at once.
 * A drawn token stays with probability min(1, p / q); the first that goes is replaced by one drawn from the rest of p over q, so that
 * tokens are distributed as the model's own (Leviathan et al. 2023; Chen et al. 2023).
 */
export async function speculation(model: VerifyingModel, prompt: Text, decoding: Decoding, { drafter, count, random }: SpeculationOptions, path = 0): Promise<Decoded> {
  const { adapters, maxNewTokens, endIds, observe, signal } = decoding;
  let text = prompt;
  let states = initialStates(adapters);
  let ended: EndReason | null = maxNewTokens === 0 ? "length" : null;
  while (ended === null) {
    Cancelled.check(signal);
    // One token comes from the model in any case: a draft that reached the length would be one too many.
    const most = Math.min(count, maxNewTokens - (text.length - prompt.length) - 1);
    const place: DraftPlace = { text, promptLength: prompt.length, adapters, states, endIds, random, signal };
    const draft = most > 0 ? await drafter.propose(place, most) : [];
    const start = text;
    const answers = await model.along([...start, ...draft.map(({ token }) => token)], start.length - 1, signal);
    const events: DecodingEvent[] = [];
    let accepted = 0;
    for (let i = 0, stands = true; stands && ended === null; i++) {
      const before = text;
      const all = stagesAt(answers[i], before, prompt.length, adapters, states);
      const scores = all.at(-1) as Scores;
      const token = choose(scores, draft[i], random);
      stands = token === draft[i]?.token;
      if (stands) accepted++;
      if (observe) events.push({ kind: "chosen", path, text: before, token, scores: all });
      states = statesAfter(token, all, adapters, states);
      text = [...before, token];
      ended = endOf(text, prompt.length, decoding);
    }
    if (observe && draft.length > 0) observe({ kind: "drafted", path, text: start, draft: judged(draft, answers, place), accepted });
    for (const event of events) observe?.(event);
  }
  observe?.({ kind: "ended", path, text, reason: ended });
  return { tokens: text.slice(prompt.length), ended };
}

function stagesAt(next: Next | undefined, text: Text, promptLength: number, adapters: readonly Adapter[], states: AdapterStates): Scores[] {
  if (!next) throw new Error("The model said nothing about a token of the draft.");
  return stages(next.logits, { text, promptLength, ...(next.beside && { beside: next.beside }) }, adapters, states);
}

/** The draft's tokens with the probability that draft and model give each, those behind the first that goes included. */
function judged(draft: readonly Draft[], answers: readonly Next[], { text, promptLength, adapters, states }: DraftPlace): Drafted["draft"] {
  let along: { text: Text; states: AdapterStates } = { text, states };
  return draft.map(({ token, probabilities }, i) => {
    const all = stagesAt(answers[i], along.text, promptLength, adapters, along.states);
    along = { text: [...along.text, token], states: statesAfter(token, all, adapters, along.states) };
    return { token, drafted: probabilities?.[token] ?? 1, model: softmax(all.at(-1) as Scores)[token] as number };
  });
}

/** The draft's token where it stands the test, another one where it does not, and one of the model's own behind the draft. */
function choose(scores: Scores, guess: Draft | undefined, random: Uniform | null): number {
  if (!random) return mostProbable(scores);
  if (!guess) return tokenAt(scores, random());
  const probabilities = softmax(scores);
  const drafted = guess.probabilities?.[guess.token] ?? 1;
  if (random() * drafted < (probabilities[guess.token] as number)) return guess.token;
  const rest = residual(probabilities, guess);
  // Where p and q are the same but for rounding, nothing is left of p.
  return rest.some(weight => weight > 0) ? drawn(rest, random()) : tokenAt(scores, random());
}

/** What is left of p [vocab] where the draft's q is taken off: max(0, p − q), not normed. All of p but the token where q is certain of it. */
export function residual(probabilities: Float32Array, { token, probabilities: drafted }: Draft): Float32Array {
  const rest = probabilities.map((probability, i) => Math.max(0, probability - (drafted?.[i] ?? 0)));
  rest[token] = 0;
  return rest;
}

/** The token at `uniform` of the weights' sum [vocab]; weights need not sum to 1. */
export function drawn(weights: Float32Array, uniform: number): number {
  let sum = 0;
  for (let token = 0; token < weights.length; token++) sum += weights[token] as number;
  let left = uniform * sum;
  let last = 0;
  for (let token = 0; token < weights.length; token++) {
    const weight = weights[token] as number;
    if (weight <= 0) continue;
    last = token;
    left -= weight;
    if (left < 0) break;
  }
  return last;
}
