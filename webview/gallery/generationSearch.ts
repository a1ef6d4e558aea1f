import type { GeneratedText, GenerationItem, GenerationOptionValues } from "../../src/protocol/generation";
import { beamSearch } from "./generationBeams";
import { END, type GenerationModel, hashed } from "./generationModel";
import { adaptersOf, drawn, explained, type FixtureAdapter, ranked, softmax, stagesOf, tokenOf } from "./generationSteps";

/** What a fixture's run goes by. */
export interface FixtureRun {
  readonly model: GenerationModel;
  readonly options: GenerationOptionValues;
  /** Prompt and what was given behind it. */
  readonly before: readonly number[];
  readonly watched: number;
}

/** Items of a run as they would come from the runtime; what is returned are its texts. */
export type FixtureItems = Generator<GenerationItem, GeneratedText[]>;

/** A number among the options, or what holds without it. */
export const numberOption = (options: GenerationOptionValues, name: string, otherwise: number): number => (typeof options[name] === "number" ? options[name] : otherwise);

/** The method that the options ask for, by name. */
export function methodOf(options: GenerationOptionValues): { readonly name: string; readonly about: string } {
  const of = (name: string, neutral: number): boolean => numberOption(options, name, neutral) > neutral;
  if (of("num_beam_groups", 1)) return { name: "diverse beam search", about: "Groups of beams that are kept apart (Vijayakumar et al. 2018)." };
  if (of("num_beams", 1)) return { name: "beam search", about: "The best few texts grow side by side." };
  if (of("penalty_alpha", 0)) return { name: "contrastive search", about: "Of the most probable tokens, the one least like what came before (Su et al. 2022)." };
  if (of("prompt_lookup_num_tokens", 0)) return { name: "speculation by prompt look-up", about: "What followed the same words before is drafted, then verified (Saxena 2023)." };
  if (options["do_sample"] !== true) return { name: "greedy search", about: "Always the most probable token." };
  if (of("mbr_samples", 0)) return { name: "minimum Bayes risk", about: "Of several samples, the one most like all others (Eikema and Aziz 2020)." };
  return { name: "sampling", about: "Each token is drawn with its probability." };
}

/** All items behind the first. */
export function itemsOf(run: FixtureRun): FixtureItems {
  const { options } = run;
  if (numberOption(options, "num_beams", 1) > 1) return beamSearch(run);
  if (numberOption(options, "penalty_alpha", 0) > 0) return contrastive(run, numberOption(options, "penalty_alpha", 0));
  if (numberOption(options, "prompt_lookup_num_tokens", 0) > 0) return lookedUp(run, numberOption(options, "prompt_lookup_num_tokens", 0));
  const samples = numberOption(options, "mbr_samples", 0);
  return samples > 1 ? compared(run, samples) : single(run, 0);
}

/** Greedy search and sampling. */
function* single(run: FixtureRun, path: number): Generator<GenerationItem, GeneratedText[]> {
  const adapters = adaptersOf(run.options);
  const text: number[] = [];
  const seed = numberOption(run.options, "seed", 0) + 1000 * path;
  while (text.length < numberOption(run.options, "max_new_tokens", 20) && text.at(-1) !== END) {
    const all = stagesOf(run.model, [...run.before, ...text], adapters);
    const last = all.at(-1)!;
    const id = run.options["do_sample"] === true ? drawn(softmax(last), hashed(seed, text.length, 7)) : ranked(last)[0]!;
    yield stepItem(run, path, text, id, adapters);
    text.push(id);
  }
  return [textItem(run, path, text, null)];
}

function* compared(run: FixtureRun, samples: number): FixtureItems {
  const texts: GeneratedText[] = [];
  const runs = Array.from({ length: samples }, (_, path) => single(run, path));
  // One step of each in turn, as a batch would grow.
  for (let left = runs.length; left > 0; ) {
    for (const [path, one] of runs.entries()) {
      if (texts[path]) continue;
      const next = one.next();
      if (next.done) [texts[path], left] = [next.value[0]!, left - 1];
      else yield next.value;
    }
  }
  const utility = texts.map(one => texts.map(other => overlap(one.text, other.text)));
  const scores = utility.map(row => row.reduce((sum, value) => sum + value, 0) / samples);
  yield { kind: "compared", texts: texts.map(({ text }) => text), scores, utility };
  return texts.map((text, path) => ({ ...text, score: scores[path]! })).sort((one, other) => (other.score ?? 0) - (one.score ?? 0));
}

function* contrastive(run: FixtureRun, alpha: number): FixtureItems {
  const text: number[] = [];
  const candidates = numberOption(run.options, "top_k", 4);
  while (text.length < numberOption(run.options, "max_new_tokens", 20) && text.at(-1) !== END) {
    const context = [...run.before, ...text];
    const [logits] = stagesOf(run.model, context, []);
    const probabilities = softmax(logits!);
    const weighed = ranked(logits!).slice(0, candidates).map(id => {
      const similarity = Math.max(...context.slice(-40).map(other => (other === id ? 0.93 : 0.25 + 0.45 * hashed(other, id, 3))));
      return { token: tokenOf(run.model, id), probability: probabilities[id]!, similarity, score: (1 - alpha) * probabilities[id]! - alpha * similarity };
    });
    const best = weighed.reduce((one, other) => (other.score > one.score ? other : one));
    yield { ...stepItem(run, 0, text, best.token.id, []), weighed };
    text.push(best.token.id);
  }
  return [textItem(run, 0, text, null)];
}

function* lookedUp(run: FixtureRun, length: number): FixtureItems {
  const text: number[] = [];
  const most = numberOption(run.options, "max_new_tokens", 20);
  while (text.length < most && text.at(-1) !== END) {
    const context = [...run.before, ...text];
    const found = context.slice(0, -1).lastIndexOf(context.at(-1)!);
    const draft = found < 0 ? [] : context.slice(found + 1, found + 1 + length);
    const verified: number[] = [];
    const told = draft.map((id, at) => {
      const of = softmax(run.model.logits([...context, ...draft.slice(0, at)]));
      return { token: tokenOf(run.model, id), drafted: 1, model: of[id]! };
    });
    let agreed = true;
    for (const id of draft) {
      agreed &&= ranked(run.model.logits([...context, ...verified]))[0] === id;
      if (agreed) verified.push(id);
    }
    if (draft.length > 0) yield { kind: "draft", path: 0, step: text.length, draft: told, accepted: verified.length };
    const next = [...verified, ranked(run.model.logits([...context, ...verified]))[0]!];
    for (const id of next.slice(0, most - text.length)) {
      yield stepItem(run, 0, text, id, []);
      text.push(id);
    }
  }
  return [textItem(run, 0, text, null)];
}

function stepItem({ model, before, watched, options }: FixtureRun, path: number, text: readonly number[], id: number, adapters: readonly FixtureAdapter[]): Extract<GenerationItem, { kind: "step" }> {
  const context = [...before, ...text];
  const all = stagesOf(model, context, adapters);
  const milliseconds = 6 + 5 * hashed(text.length, numberOption(options, "seed", 0));
  return { kind: "step", path, step: text.length, token: tokenOf(model, id), text: model.added(context, id), explained: explained(model, all, adapters, id, watched), milliseconds, weighed: null };
}

function textItem({ model, before }: FixtureRun, path: number, ids: readonly number[], score: number | null): GeneratedText {
  const text = ids.map((id, at) => model.added([...before, ...ids.slice(0, at)], id)).join("");
  return { path, tokens: ids.map(id => tokenOf(model, id)), text, score, ended: ids.at(-1) === END ? "end token" : "length" };
}

/** How much two texts share, 0…1: F₁ of their runs of three characters. */
function overlap(one: string, other: string): number {
  const grams = (text: string): string[] => Array.from({ length: Math.max(0, text.length - 2) }, (_, at) => text.slice(at, at + 3));
  const [left, right] = [grams(one), grams(other)];
  const shared = left.filter(gram => right.includes(gram)).length;
  return left.length + right.length === 0 ? 1 : (2 * shared) / (left.length + right.length);
}
