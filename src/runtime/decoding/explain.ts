import type { StepExplained, StepStage, WatchedToken } from "../../protocol/generation";
import type { Adapter } from "./adapters/adapter";
import { exponentialOfMinus } from "./adapters/exponential";
import type { Chosen } from "./events";
import { best, type Scores } from "./scores";
import { firstDistribution, nextDistribution, probabilityIn, type StageDistribution } from "./stageDistribution";

/** A watched token by its id alone: whoever knows the tokenizer puts the token in its place. */
export type WatchedId = Omit<WatchedToken, "token"> & { readonly token: number };
export type Explained = Omit<StepExplained, "watched"> & { readonly watched: readonly WatchedId[] };

/**
 * What each adapter did to one step, and why its token was chosen: measured from the scores before and after each one, so that it
 * cannot disagree with what happened. Watched are the `count` best tokens before all adapters and behind them, the chosen one, and the
 * most probable one that each adapter ruled out.
 */
export function explain({ scores, token }: Pick<Chosen, "scores" | "token">, adapters: readonly Pick<Adapter, "name" | "about">[], count: number): Explained {
  if (scores.length !== adapters.length + 1) throw new Error(`${scores.length} stages do not belong to ${adapters.length} adapters.`);
  const [logits, ...others] = scores as readonly [Scores, ...Scores[]];
  const leading = best(logits, count);
  const raw = firstDistribution(logits, leading[0] ?? -1);
  const places = [raw];
  for (const stage of others) places.push(nextDistribution(stage, places.at(-1) ?? raw));
  const final = places.at(-1) ?? raw;
  const stages = adapters.map(({ name, about }, i): StepStage => {
    const { kept, sum, entropy } = places[i + 1] as StageDistribution;
    return { name, about, kept, removed: massRemoved(places[i] as StageDistribution, places[i + 1] as StageDistribution), sum, entropy };
  });
  const dropped = adapters.map((_, i) => bestRemoved(places[i] as StageDistribution, places[i + 1] as StageDistribution)).filter(id => id >= 0);
  const watched = [...new Set([...leading, ...bestOf(final, count), token, ...dropped])]
    .sort((one, other) => (raw.scores[other] as number) - (raw.scores[one] as number) || one - other)
    .map((id): WatchedId => ({
      token: id,
      probabilities: places.map(place => probabilityIn(place, id)),
      scores: scores.map(stage => (stage[id] === -Infinity ? null : (stage[id] as number))),
      ruledOutBy: ruledOutBy(scores, id),
    }));
  return { stages, watched, raw: { ...standing(raw, token, leading), sum: raw.sum }, final: standing(final, token, []), forbidden: massRemoved(raw, final) };
}

/** The probability before of the tokens that are ruled out after. */
function massRemoved(before: StageDistribution, after: StageDistribution): number {
  if (before.total === 0 || after.kept === after.scores.length) return 0;
  if (before.few) return before.few.reduce((sum, token) => sum + (after.scores[token] === -Infinity ? probabilityIn(before, token) : 0), 0);
  // What few keep is added up sooner than what all others lose.
  if (after.few) return Math.max(0, 1 - after.few.reduce((sum, token) => sum + weightOf(before, token), 0) / before.total);
  return weightRemoved(before, after.scores) / before.total;
}

const weightOf = ({ scores, most }: StageDistribution, token: number): number => exponentialOfMinus(most - (scores[token] as number));

function weightRemoved({ scores, most }: StageDistribution, after: Scores): number {
  let removed = 0;
  for (let token = 0; token < after.length; token++) if (after[token] === -Infinity) removed += exponentialOfMinus(most - (scores[token] as number));
  return removed;
}

/** The token with the greatest score before of those that are ruled out after; −1 for none. */
function bestRemoved({ scores, few }: StageDistribution, after: StageDistribution): number {
  if (after.kept === after.scores.length) return -1;
  if (few) return few.reduce((found, token) => (after.scores[token] === -Infinity && (found < 0 || (scores[token] as number) > (scores[found] as number)) ? token : found), -1);
  return bestOfRemoved(scores, after.scores);
}

function bestOfRemoved(before: Scores, after: Scores): number {
  let found = -1;
  let most = -Infinity;
  for (let token = 0; token < after.length; token++) {
    if (!((before[token] as number) > most) || after[token] !== -Infinity) continue;
    most = before[token] as number;
    found = token;
  }
  return found;
}

/** The best tokens, best first, the lower id first of equals. */
function bestOf({ scores, few }: StageDistribution, count: number): number[] {
  if (!few) return best(scores, count);
  return [...few].sort((one, other) => (scores[other] as number) - (scores[one] as number) || one - other).slice(0, count);
}

/** Rank from 1, probability, surprisal and entropy in bits; `leading`: the best tokens as far as they are known. */
function standing(place: StageDistribution, token: number, leading: readonly number[]): StepExplained["final"] {
  const score = place.scores[token] as number;
  const surprisal = score === -Infinity ? Infinity : (place.most + Math.log(place.total) - score) / Math.LN2;
  const lead = leading.indexOf(token);
  return { rank: 1 + (lead < 0 ? countBefore(place, score, token) : lead), probability: probabilityIn(place, token), surprisal, entropy: place.entropy };
}

/** Tokens of a greater score, or of an equal one and a lower id; the token's own may be ruled out. */
function countBefore({ scores, few }: StageDistribution, score: number, token: number): number {
  if (!few || score === -Infinity) return countAllBefore(scores, score, token);
  return few.reduce((count, other) => count + ((scores[other] as number) > score || (scores[other] === score && other < token) ? 1 : 0), 0);
}

function countAllBefore(scores: Scores, score: number, token: number): number {
  let count = 0;
  for (let i = 0; i < token; i++) count += (scores[i] as number) >= score ? 1 : 0;
  for (let i = token; i < scores.length; i++) count += (scores[i] as number) > score ? 1 : 0;
  return count;
}

/** Number of the adapter behind which a token was ruled out for good; −1 where the model itself did; null where it was not. */
function ruledOutBy(scores: readonly Scores[], token: number): number | null {
  if (scores.at(-1)?.[token] !== -Infinity) return null;
  return scores.findLastIndex(stage => stage[token] !== -Infinity);
}
