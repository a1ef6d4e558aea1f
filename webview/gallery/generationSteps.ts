import type { BareToken, GenerationOptionValues, StepExplained } from "../../src/protocol/generation";
import type { GenerationModel } from "./generationModel";

/** Logits of a step, −∞ where a token was ruled out. */
type Scores = Float64Array;

/** One adapter of the gallery's pipeline. */
export interface FixtureAdapter {
  readonly name: string;
  readonly about: string;
  readonly apply: (scores: Scores, text: readonly number[]) => Scores;
}

/** The adapters that options ask for, in their order. */
export function adaptersOf(options: GenerationOptionValues): FixtureAdapter[] {
  const adapters: FixtureAdapter[] = [];
  const value = (name: string): number | null => (typeof options[name] === "number" ? options[name] : null);
  const [penalty, ngram, temperature, topK, topP, minP] = ["repetition_penalty", "no_repeat_ngram_size", "temperature", "top_k", "top_p", "min_p"].map(value);
  if (penalty && penalty !== 1) {
    adapters.push({
      name: `repetition penalty ${penalty}`,
      about: "Divides positive logits of tokens that came before, and multiplies negative ones (Keskar et al. 2019).",
      apply: (scores, text) => scores.map((score, id) => (text.includes(id) ? (score > 0 ? score / penalty : score * penalty) : score)),
    });
  }
  if (ngram) {
    adapters.push({
      name: `no ${ngram}-gram twice`,
      about: `Rules out every token that would repeat ${ngram} tokens of the text (Paulus et al. 2018).`,
      apply: (scores, text) => {
        const tail = text.slice(text.length - ngram + 1).join(" ");
        const banned = new Set<number>();
        for (let at = 0; at + ngram <= text.length; at++) if (text.slice(at, at + ngram - 1).join(" ") === tail) banned.add(text[at + ngram - 1]!);
        return scores.map((score, id) => (banned.has(id) ? -Infinity : score));
      },
    });
  }
  const suppressed = options["suppress_tokens"];
  if (Array.isArray(suppressed)) {
    adapters.push({ name: "suppressed tokens", about: "Rules out the tokens of a list.", apply: scores => scores.map((score, id) => (suppressed.includes(id) ? -Infinity : score)) });
  }
  if (options["do_sample"] !== true) return adapters;
  if (temperature && temperature !== 1) adapters.push({ name: `temperature ${temperature}`, about: "Divides all logits: below 1 the distribution is sharper, above 1 flatter.", apply: scores => scores.map(score => score / temperature) });
  if (topK) adapters.push({ name: `top-k ${topK}`, about: `Only the ${topK} most probable tokens stay (Fan et al. 2018).`, apply: scores => keep(scores, order => order.slice(0, topK)) });
  if (topP && topP < 1) {
    adapters.push({
      name: `top-p ${topP}`,
      about: `Only the most probable tokens stay that together hold ${topP} of the probability (Holtzman et al. 2020).`,
      apply: scores => {
        const probabilities = softmax(scores);
        let sum = 0;
        return keep(scores, order => order.filter(id => {
          const before = sum;
          sum += probabilities[id]!;
          return before < topP;
        }));
      },
    });
  }
  if (minP) {
    adapters.push({
      name: `min-p ${minP}`,
      about: `Tokens stay whose probability is at least ${minP} of the greatest (Nguyen et al. 2024).`,
      apply: scores => {
        const probabilities = softmax(scores);
        const least = minP * Math.max(...probabilities);
        return scores.map((score, id) => (probabilities[id]! >= least ? score : -Infinity));
      },
    });
  }
  return adapters;
}

/** Scores before the first adapter and after each one. */
export function stagesOf(model: GenerationModel, text: readonly number[], adapters: readonly FixtureAdapter[]): Scores[] {
  const all = [model.logits(text)];
  for (const adapter of adapters) all.push(adapter.apply(all.at(-1)!, text));
  return all;
}

/** Why `chosen` was chosen behind these stages. */
export function explained(model: GenerationModel, all: readonly Scores[], adapters: readonly FixtureAdapter[], chosen: number, watched: number): StepExplained {
  const probabilities = all.map(softmax);
  const [raw, final] = [probabilities[0]!, probabilities.at(-1)!];
  const order = ranked(raw);
  const shown = order.slice(0, watched);
  if (!shown.includes(chosen)) shown[watched - 1] = chosen;
  const outBy = (id: number): number | null => {
    const stage = all.findIndex(scores => scores[id] === -Infinity);
    return stage < 0 ? null : stage - 1;
  };
  const stages = adapters.map(({ name, about }, index) => {
    const [before, after] = [probabilities[index]!, probabilities[index + 1]!];
    const removed = before.reduce((sum, probability, id) => sum + (all[index]![id] !== -Infinity && all[index + 1]![id] === -Infinity ? probability : 0), 0);
    const kept = all[index + 1]!.reduce((count, score) => count + (score === -Infinity ? 0 : 1), 0);
    return { name, about, kept, removed, sum: after.reduce((sum, probability) => sum + probability, 0), entropy: entropyOf(after) };
  });
  const told = (of: Float64Array) => ({ rank: 1 + of.reduce((count, probability) => count + (probability > of[chosen]! ? 1 : 0), 0), probability: of[chosen]!, surprisal: -Math.log2(of[chosen]!), entropy: entropyOf(of) });
  return {
    stages,
    watched: shown.map(id => ({ token: model.vocabulary[id]!, probabilities: probabilities.map(of => of[id]!), scores: all.map(of => (of[id]! === -Infinity ? null : of[id]!)), ruledOutBy: outBy(id) })),
    raw: { ...told(raw), sum: raw.reduce((sum, probability) => sum + probability, 0) },
    final: told(final),
    forbidden: raw.reduce((sum, probability, id) => sum + (all.at(-1)![id] === -Infinity ? probability : 0), 0),
  };
}

/** Probabilities of scores. */
export function softmax(scores: Scores): Float64Array {
  const most = Math.max(...scores);
  const powers = scores.map(score => Math.exp(score - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map(power => power / sum);
}

/** Tokens by falling score. */
export const ranked = (scores: Float64Array): number[] => [...scores.keys()].sort((one, other) => scores[other]! - scores[one]!);

/** A token drawn with its probability. */
export function drawn(probabilities: Float64Array, chance: number): number {
  let sum = 0;
  for (const [id, probability] of probabilities.entries()) {
    sum += probability;
    if (chance < sum) return id;
  }
  return ranked(probabilities)[0]!;
}

/** A token of the vocabulary. */
export const tokenOf = (model: GenerationModel, id: number): BareToken => model.vocabulary[id]!;

function keep(scores: Scores, choose: (order: readonly number[]) => readonly number[]): Scores {
  const stay = new Set(choose(ranked(scores).filter(id => scores[id] !== -Infinity)));
  return scores.map((score, id) => (stay.has(id) ? score : -Infinity));
}

const entropyOf = (of: Float64Array): number => of.reduce((sum, probability) => sum - (probability > 0 ? probability * Math.log2(probability) : 0), 0);
