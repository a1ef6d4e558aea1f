import type { StepExplained, StepStage, WatchedToken } from "../../protocol/generation";
import type { Adapter } from "./adapters/adapter";
import { exponentialOfMinus } from "./adapters/exponential";
import { FEW, fewKept } from "./adapters/fewKept";
import type { Chosen } from "./events";
import { best, type Scores } from "./scores";

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
  const places: Place[] = [];
  for (const [i, stage] of scores.entries()) places.push(placeOf(stage, roomOf(i), places[i - 1] ?? null));
  const [raw, final] = [places[0] as Place, places.at(-1) as Place];
  const stages = adapters.map(({ name, about }, i): StepStage => {
    const { kept, sum, entropy } = places[i + 1] as Place;
    return { name, about, kept, removed: massRemoved(places[i] as Place, places[i + 1] as Place), sum, entropy };
  });
  const leading = bestOf(raw, count);
  const dropped = adapters.map((_, i) => bestRemoved(places[i] as Place, places[i + 1] as Place)).filter(id => id >= 0);
  const watched = [...new Set([...leading, ...bestOf(final, count), token, ...dropped])]
    .sort((one, other) => (raw.scores[other] as number) - (raw.scores[one] as number) || one - other)
    .map((id): WatchedId => ({
      token: id,
      probabilities: places.map(place => probabilityOf(place, id)),
      scores: scores.map(stage => (stage[id] === -Infinity ? null : (stage[id] as number))),
      ruledOutBy: ruledOutBy(scores, id),
    }));
  return { stages, watched, raw: { ...standing(raw, token, leading), sum: raw.sum }, final: standing(final, token, []), forbidden: massRemoved(raw, final) };
}

/** Scores with the distribution that they stand for. */
interface Place {
  readonly scores: Scores;
  /** Tokens that are not ruled out: how many, and which, where they are few. */
  readonly kept: number;
  readonly few: Int32Array | null;
  readonly most: number;
  /** Σ exp(score − most). */
  readonly total: number;
  /** Σ exp(score − most) · (most − score), and the sum of the weights as float32 holds them, of many tokens. */
  readonly moment: number;
  readonly rounded: number;
  /** The sum of all probabilities as float32 holds them. */
  readonly sum: number;
  /** Bits. */
  readonly entropy: number;
}

/** Room for the few tokens of each stage: done with when a step is explained. */
const rooms: Int32Array[] = [];
const roomOf = (stage: number): Int32Array => (rooms[stage] ??= new Int32Array(FEW));

function placeOf(scores: Scores, tokens: Int32Array, before: Place | null): Place {
  const known = fewKept(scores);
  if (known) return placeOfFew(scores, known);
  if (before?.few === null) {
    const changed = placeOfChanged(scores, before);
    if (changed) return changed;
  }
  survey(scores);
  const kept = surveyed[0] as number;
  if (kept > FEW) return placeOfMany(scores, kept, surveyed[1] as number);
  const still = before?.few?.filter(token => scores[token] !== -Infinity);
  if (still?.length === kept) return placeOfFew(scores, still);
  listKept(scores, tokens);
  return placeOfFew(scores, tokens.subarray(0, kept));
}

function placeOfMany(scores: Scores, kept: number, most: number): Place {
  addUp(scores, most);
  const [total = 0, moment = 0, rounded = 0] = added;
  return placeOfSums(scores, kept, most, total, moment, rounded);
}

function placeOfSums(scores: Scores, kept: number, most: number, total: number, moment: number, rounded: number): Place {
  return { scores, kept, few: null, most, total, moment, rounded, sum: rounded / total, entropy: (Math.log(total) + moment / total) / Math.LN2 };
}

/** Tokens whose scores an adapter changed, where they are few. */
const differing = new Int32Array(FEW);

/** What differs from the stage before is weighed alone; null where that is much, or the best token, or nearly all of the weight. */
function placeOfChanged(scores: Scores, before: Place): Place | null {
  const count = listDiffering(scores, before.scores);
  if (count > FEW) return null;
  let { kept, total, moment, rounded } = before;
  for (const token of differing.subarray(0, count)) {
    const [old, score] = [before.scores[token] as number, scores[token] as number];
    // Also for NaN: whatever cannot be compared is not reckoned with.
    if (!(old < before.most && score <= before.most)) return null;
    kept += (score === -Infinity ? 0 : 1) - (old === -Infinity ? 0 : 1);
    const [less, more] = [exponentialOfMinus(before.most - old), exponentialOfMinus(before.most - score)];
    total += more - less;
    rounded += Math.fround(more) - Math.fround(less);
    moment += (more > 0 ? more * (before.most - score) : 0) - (less > 0 ? less * (before.most - old) : 0);
  }
  // Of a small difference of great sums few digits would be left.
  return kept > FEW && total > before.total / 16 ? placeOfSums(scores, kept, before.most, total, moment, rounded) : null;
}

/** Lists the tokens whose scores are others than before, and gives back how many; stops where they are more than few. */
function listDiffering(scores: Scores, before: Scores): number {
  const most = differing.length;
  let count = 0;
  for (let token = 0; token < scores.length; token++) {
    if (scores[token] === before[token]) continue;
    if (count === most) return count + 1;
    differing[count++] = token;
  }
  return count;
}

// Loops over a whole vocabulary stand alone in their functions (see adapters/passes.ts), and tell two things at once: each further loop
// would cost a percent of a small model's step.

/** What {@link survey} found: tokens that are not ruled out, and the greatest score. */
const surveyed = new Float64Array(2);
function survey(scores: Scores): void {
  let kept = 0;
  let most = -Infinity;
  for (let token = 0; token < scores.length; token++) {
    const score = scores[token] as number;
    kept += score === -Infinity ? 0 : 1;
    if (score > most) most = score;
  }
  surveyed[0] = kept;
  surveyed[1] = most;
}

/** What {@link addUp} found: Σ weight, Σ weight · (most − score), and the sum of all weights as float32 holds them. */
const added = new Float64Array(3);
function addUp(scores: Scores, most: number): void {
  let total = 0;
  let moment = 0;
  let rounded = 0;
  for (let token = 0; token < scores.length; token++) {
    const distance = most - (scores[token] as number);
    // Weightless, and nothing times infinity is no number.
    if (distance >= 104) continue;
    const weight = exponentialOfMinus(distance);
    total += weight;
    rounded += Math.fround(weight);
    moment += weight * distance;
  }
  added[0] = total;
  added[1] = moment;
  added[2] = rounded;
}

function placeOfFew(scores: Scores, few: Int32Array): Place {
  const own = Array.from(few, token => scores[token] as number);
  const most = own.reduce((one, other) => Math.max(one, other), -Infinity);
  const weights = own.map(score => exponentialOfMinus(most - score));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const moment = weights.reduce((sum, weight, i) => (weight > 0 ? sum + weight * (most - (own[i] as number)) : sum), 0);
  const sum = total === 0 ? 0 : weights.reduce((all, weight) => all + Math.fround(weight / total), 0);
  return { scores, kept: few.length, few, most, total, moment, rounded: total, sum, entropy: total === 0 ? 0 : (Math.log(total) + moment / total) / Math.LN2 };
}

/** Writes the tokens that are not ruled out: for few of them. */
function listKept(scores: Scores, tokens: Int32Array): void {
  let count = 0;
  for (let token = 0; token < scores.length; token++) if (scores[token] !== -Infinity) tokens[count++] = token;
}

const probabilityOf = ({ scores, total, most }: Place, token: number): number => (scores[token] === -Infinity ? 0 : Math.exp((scores[token] as number) - most) / total);

/** The probability before of the tokens that are ruled out after. */
function massRemoved(before: Place, after: Place): number {
  if (before.total === 0 || after.kept === after.scores.length) return 0;
  if (before.few) return before.few.reduce((sum, token) => sum + (after.scores[token] === -Infinity ? probabilityOf(before, token) : 0), 0);
  // What few keep is added up sooner than what all others lose.
  if (after.few) return Math.max(0, 1 - after.few.reduce((sum, token) => sum + weightOf(before, token), 0) / before.total);
  return weightRemoved(before, after.scores) / before.total;
}

const weightOf = ({ scores, most }: Place, token: number): number => exponentialOfMinus(most - (scores[token] as number));

function weightRemoved({ scores, most }: Place, after: Scores): number {
  let removed = 0;
  for (let token = 0; token < after.length; token++) if (after[token] === -Infinity) removed += exponentialOfMinus(most - (scores[token] as number));
  return removed;
}

/** The token with the greatest score before of those that are ruled out after; −1 for none. */
function bestRemoved({ scores, few }: Place, after: Place): number {
  if (after.kept === after.scores.length) return -1;
  if (few) return few.reduce((found, token) => (after.scores[token] === -Infinity && (found < 0 || (scores[token] as number) > (scores[found] as number)) ? token : found), -1);
  return bestOfRemoved(scores, after.scores);
}

function bestOfRemoved(before: Scores, after: Scores): number {
  let found = -1;
  let most = -Infinity;
  for (let token = 0; token < after.length; token++) {
    if (after[token] !== -Infinity || !((before[token] as number) > most)) continue;
    most = before[token] as number;
    found = token;
  }
  return found;
}

/** The best tokens, best first, the lower id first of equals. */
function bestOf({ scores, few }: Place, count: number): number[] {
  if (!few) return best(scores, count);
  return [...few].sort((one, other) => (scores[other] as number) - (scores[one] as number) || one - other).slice(0, count);
}

/** Rank from 1, probability, surprisal and entropy in bits; `leading`: the best tokens as far as they are known. */
function standing(place: Place, token: number, leading: readonly number[]): StepExplained["final"] {
  const score = place.scores[token] as number;
  const surprisal = score === -Infinity ? Infinity : (place.most + Math.log(place.total) - score) / Math.LN2;
  const lead = leading.indexOf(token);
  return { rank: 1 + (lead < 0 ? countBefore(place, score, token) : lead), probability: probabilityOf(place, token), surprisal, entropy: place.entropy };
}

/** Tokens of a greater score, or of an equal one and a lower id; the token's own may be ruled out. */
function countBefore({ scores, few }: Place, score: number, token: number): number {
  if (!few || score === -Infinity) return countAllBefore(scores, score, token);
  return few.reduce((count, other) => count + ((scores[other] as number) > score || (scores[other] === score && other < token) ? 1 : 0), 0);
}

function countAllBefore(scores: Scores, score: number, token: number): number {
  let count = 0;
  for (let i = 0; i < scores.length; i++) if ((scores[i] as number) > score || (scores[i] === score && i < token)) count++;
  return count;
}

/** Number of the adapter behind which a token was ruled out for good; −1 where the model itself did; null where it was not. */
function ruledOutBy(scores: readonly Scores[], token: number): number | null {
  if (scores.at(-1)?.[token] !== -Infinity) return null;
  return scores.findLastIndex(stage => stage[token] !== -Infinity);
}
