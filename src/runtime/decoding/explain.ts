import type { StepExplained, WatchedToken } from "../../protocol/generation";
import type { Adapter } from "./adapters/adapter";
import { distributionOf, type Distribution } from "./adapters/distribution";
import { exponentialOfMinus } from "./adapters/exponential";
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
  const raw = scores[0] as Scores;
  const final = scores.at(-1) as Scores;
  const distributions = scores.map(distributionOf);
  const cuts = adapters.map((_, i) => cutBetween(scores[i] as Scores, scores[i + 1] as Scores, distributions[i] as Distribution));
  const stages = adapters.map(({ name, about }, i) => {
    const { removed } = cuts[i] as Cut;
    return { name, about, removed, ...measured(scores[i + 1] as Scores, distributions[i + 1] as Distribution) };
  });
  const dropped = cuts.flatMap(({ best: most }) => (most === null ? [] : [most]));
  const watched = [...new Set([...best(raw, count), ...best(final, count), token, ...dropped])]
    .sort((one, other) => (raw[other] as number) - (raw[one] as number) || one - other)
    .map((id): WatchedId => ({
      token: id,
      probabilities: Float32Array.from(scores, (stage, i) => probabilityOf(stage, id, distributions[i] as Distribution)),
      scores: Float32Array.from(scores, stage => stage[id] as number),
      ruledOutBy: ruledOutBy(scores, id),
    }));
  return {
    stages,
    watched,
    raw: { ...standing(raw, token, distributions[0] as Distribution), sum: measured(raw, distributions[0] as Distribution).sum },
    final: standing(final, token, distributions.at(-1) as Distribution),
    forbidden: cutBetween(raw, final, distributions[0] as Distribution).removed,
  };
}

interface Cut {
  /** Probability before of the tokens that are ruled out after. */
  readonly removed: number;
  /** The most probable of them. */
  readonly best: number | null;
}

function cutBetween(before: Scores, after: Scores, { logTotal }: Distribution): Cut {
  let removed = 0;
  let most = -Infinity;
  let token = -1;
  for (let i = 0; i < after.length; i++) {
    const score = before[i] as number;
    if (after[i] !== -Infinity || score === -Infinity) continue;
    removed += exponentialOfMinus(logTotal - score);
    if (score > most) {
      most = score;
      token = i;
    }
  }
  return { removed, best: token < 0 ? null : token };
}

/** Tokens that may be chosen, the sum of all probabilities as float32 holds them, and the entropy in bits. */
function measured(scores: Scores, { logTotal, entropy }: Distribution): { kept: number; sum: number; entropy: number } {
  let kept = 0;
  let sum = 0;
  for (let token = 0; token < scores.length; token++) {
    const score = scores[token] as number;
    if (score === -Infinity) continue;
    kept++;
    sum += Math.fround(exponentialOfMinus(logTotal - score));
  }
  return { kept, sum, entropy: entropy / Math.LN2 };
}

/** Rank from 1, the lower id first of equals, probability, surprisal and entropy in bits. */
function standing(scores: Scores, token: number, distribution: Distribution): StepExplained["final"] {
  const own = scores[token] as number;
  let rank = 1;
  for (let i = 0; i < scores.length; i++) if ((scores[i] as number) > own || (scores[i] === own && i < token)) rank++;
  const surprisal = own === -Infinity ? Infinity : (distribution.logTotal - own) / Math.LN2;
  return { rank, probability: probabilityOf(scores, token, distribution), surprisal, entropy: distribution.entropy / Math.LN2 };
}

const probabilityOf = (scores: Scores, token: number, { logTotal }: Distribution): number => (scores[token] === -Infinity ? 0 : Math.exp((scores[token] as number) - logTotal));

/** Number of the adapter behind which a token was ruled out for good; −1 where the model itself did; null where it was not. */
function ruledOutBy(scores: readonly Scores[], token: number): number | null {
  if (scores.at(-1)?.[token] !== -Infinity) return null;
  return scores.findLastIndex(stage => stage[token] !== -Infinity);
}
