import type { LanguageModel, Text, VerifyingModel, VisibleModel } from "../../../../src/runtime/decoding/languageModel";
import { initialStates, stages, statesAfter, type Adapter } from "../../../../src/runtime/decoding/adapters/adapter";
import type { Decoding } from "../../../../src/runtime/decoding/decoding";
import type { DecodingEvent } from "../../../../src/runtime/decoding/events";
import { seededRandom } from "../../../../src/runtime/decoding/random";
import { softmax, type Scores } from "../../../../src/runtime/decoding/scores";

/** Uniform numbers of a seed. */
export const uniformOf = (seed: number): (() => number) => seededRandom(seed).uniform;

/** A model whose next token depends on the last two: logits drawn once from a seed, spread by `spread`. */
export function chainModel(vocabulary: number, seed: number, spread = 3): VerifyingModel & VisibleModel & { readonly asked: () => number } {
  const uniform = uniformOf(seed);
  const table = Array.from({ length: vocabulary ** 2 }, () => Float32Array.from({ length: vocabulary }, () => spread * (uniform() - 0.5)));
  const embedding = Array.from({ length: vocabulary }, () => Float32Array.from({ length: 3 }, () => uniform() - 0.5));
  let asked = 0;
  const after = (text: Text): { logits: Scores } => {
    const last = text.at(-1) ?? 0;
    return { logits: (table[(text.at(-2) ?? last) * vocabulary + last] as Float32Array).slice() };
  };
  return {
    vocabulary,
    asked: () => asked,
    next: texts => {
      asked++;
      return Promise.resolve(texts.map(after));
    },
    along: (text, from) => {
      asked++;
      return Promise.resolve(Array.from({ length: text.length - from }, (_, i) => after(text.slice(0, from + i + 1))));
    },
    states: (texts, from) => Promise.resolve(texts.map(text => text.slice(from).map(token => embedding[token] as Float32Array))),
  };
}

/** A model that says the same of every text. */
export function constantModel(logits: readonly number[]): LanguageModel {
  return { vocabulary: logits.length, next: texts => Promise.resolve(texts.map(() => ({ logits: Float32Array.from(logits) }))) };
}

/** Divides scores: the simplest adapter. */
export function cooled(temperature: number): Adapter {
  return { name: `temperature ${temperature}`, about: "Divides the scores.", apply: scores => scores.map(score => score / temperature) };
}

/** Lowers the token chosen last, which it keeps in its memory alone: an adapter whose state must follow the text. */
export const restless: Adapter = {
  name: "restless",
  about: "Lowers the token chosen last.",
  apply: (scores, _, last) => scores.map((score, token) => (token === last ? score - 1.5 : score)),
  memory: { initial: -1, after: (_, token) => token },
};

/** What decoding is given in these tests; `events` collects what it says. */
export function decodingOf(maxNewTokens: number, more: Partial<Decoding> = {}): Decoding & { readonly events: DecodingEvent[] } {
  const events: DecodingEvent[] = [];
  return { adapters: [], endIds: new Set(), signal: new AbortController().signal, observe: event => events.push(event), maxNewTokens, ...more, events };
}

/** The probability of every text that could come, by its new tokens joined by spaces. */
export async function enumerate(model: LanguageModel, prompt: Text, { adapters, maxNewTokens, endIds, signal }: Decoding): Promise<Map<string, number>> {
  const all = new Map<string, number>();
  const visit = async (text: Text, states: readonly unknown[], probability: number): Promise<void> => {
    const fresh = text.slice(prompt.length);
    if (fresh.length === maxNewTokens || endIds.has(fresh.at(-1) ?? -1)) {
      all.set(fresh.join(" "), probability);
      return;
    }
    const [next] = await model.next([text], signal);
    if (!next) throw new Error("no answer");
    const scores = stages(next.logits, { text, promptLength: prompt.length }, adapters, states);
    for (const [token, chance] of softmax(scores.at(-1) as Scores).entries()) {
      if (chance > 0) await visit([...text, token], statesAfter(token, scores, adapters, states), probability * chance);
    }
  };
  await visit(prompt, initialStates(adapters), 1);
  return all;
}

/** Pearson's χ² of counts against expected probabilities. */
export function chiSquare(counts: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>): number {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let sum = 0;
  for (const [text, probability] of expected) sum += ((counts.get(text) ?? 0) - total * probability) ** 2 / (total * probability);
  return [...counts.keys()].every(text => expected.has(text)) ? sum : Infinity;
}
