import type { StepExplained, StepStage, WatchedToken } from "../../protocol/generation";
import type { Adapter } from "./adapters/adapter";
import { entropyOfWeighed, weigh, type Weighed } from "./adapters/distribution";
import { countKept } from "./adapters/passes";
import { scratchFloats } from "./adapters/scratch";
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
  const places = scores.map((stage, i) => placeOf(stage, roomOf(i)(stage.length)));
  const [raw, final] = [places[0] as Place, places.at(-1) as Place];
  const stages = adapters.map(({ name, about }, i): StepStage => {
    const [before, after] = [places[i] as Place, places[i + 1] as Place];
    return { name, about, kept: countKept(after.scores), removed: massRemoved(before, after), sum: sumOf(after), entropy: after.entropy };
  });
  const dropped = adapters.map((_, i) => bestRemoved((places[i] as Place).scores, (places[i + 1] as Place).scores)).filter(id => id >= 0);
  const watched = [...new Set([...best(raw.scores, count), ...best(final.scores, count), token, ...dropped])]
    .sort((one, other) => (raw.scores[other] as number) - (raw.scores[one] as number) || one - other)
    .map((id): WatchedId => ({
      token: id,
      probabilities: Float32Array.from(places, place => probabilityOf(place, id)),
      scores: Float32Array.from(scores, stage => stage[id] as number),
      ruledOutBy: ruledOutBy(scores, id),
    }));
  return { stages, watched, raw: { ...standing(raw, token), sum: sumOf(raw) }, final: standing(final, token), forbidden: massRemoved(raw, final) };
}

/** Scores with the distribution that they stand for. */
interface Place extends Weighed {
  readonly scores: Scores;
  /** Bits. */
  readonly entropy: number;
}

/** Room for each stage's weights: they are done with when a step is explained. */
const rooms: ReturnType<typeof scratchFloats>[] = [];
const roomOf = (stage: number): ReturnType<typeof scratchFloats> => (rooms[stage] ??= scratchFloats());

function placeOf(scores: Scores, room: Float32Array): Place {
  const weighed = weigh(scores, room);
  return { scores, ...weighed, entropy: entropyOfWeighed(scores, weighed) / Math.LN2 };
}

const probabilityOf = ({ scores, total, most }: Place, token: number): number => (scores[token] === -Infinity ? 0 : Math.exp((scores[token] as number) - most) / total);

/** The sum of all probabilities as float32 holds them. */
const sumOf = ({ weights, total }: Place): number => (total === 0 ? 0 : sumOfProducts(weights, 1 / total));

function sumOfProducts(weights: Float32Array, factor: number): number {
  let sum = 0;
  for (let token = 0; token < weights.length; token++) sum += Math.fround((weights[token] as number) * factor);
  return sum;
}

/** The probability before of the tokens that are ruled out after. */
const massRemoved = (before: Place, after: Place): number => (before.total === 0 ? 0 : weightRemoved(before.weights, after.scores) / before.total);

function weightRemoved(weights: Float32Array, after: Scores): number {
  let removed = 0;
  for (let token = 0; token < after.length; token++) if (after[token] === -Infinity) removed += weights[token] as number;
  return removed;
}

/** The token with the greatest score before of those that are ruled out after; −1 for none. */
function bestRemoved(before: Scores, after: Scores): number {
  let found = -1;
  let most = -Infinity;
  for (let token = 0; token < after.length; token++) {
    if (after[token] !== -Infinity || !((before[token] as number) > most)) continue;
    most = before[token] as number;
    found = token;
  }
  return found;
}

/** Rank from 1, probability, surprisal and entropy in bits. */
function standing(place: Place, token: number): StepExplained["final"] {
  const score = place.scores[token] as number;
  const surprisal = score === -Infinity ? Infinity : (place.most + Math.log(place.total) - score) / Math.LN2;
  return { rank: 1 + countBefore(place.scores, score, token), probability: probabilityOf(place, token), surprisal, entropy: place.entropy };
}

/** Tokens of a greater score, or of an equal one and a lower id. */
function countBefore(scores: Scores, score: number, token: number): number {
  let count = 0;
  for (let i = 0; i < scores.length; i++) if ((scores[i] as number) > score || (scores[i] === score && i < token)) count++;
  return count;
}

/** Number of the adapter behind which a token was ruled out for good; −1 where the model itself did; null where it was not. */
function ruledOutBy(scores: readonly Scores[], token: number): number | null {
  if (scores.at(-1)?.[token] !== -Infinity) return null;
  return scores.findLastIndex(stage => stage[token] !== -Infinity);
}
