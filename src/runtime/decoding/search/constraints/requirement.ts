import { Problem } from "../../../../protocol/problem";

/** Where one may stand within a required phrase: by token, what follows; a place with nothing behind it is the end of an alternative. */
export interface Place {
  readonly next: ReadonlyMap<number, Place>;
}

/** Tokens that must come one behind the other: a phrase, or one of several alternative phrases. */
export interface Requirement {
  readonly start: Place;
  /** Tokens of the longest alternative. */
  readonly longest: number;
}

const REMEDY = "Give force_words_ids as phrases of token ids, [[1, 2]], or as alternatives, [[[1, 2], [3]]].";

/** One of these phrases is required. Throws a problem for none, for an empty one, for ids outside the vocabulary, and where one alternative begins with another. */
export function requirement(alternatives: readonly (readonly number[])[], vocabulary: number): Requirement {
  const refuse = (reason: string): Problem => new Problem("input-invalid", `A required phrase (force_words_ids) cannot be met: ${reason}.`, { remedy: REMEDY });
  if (alternatives.length === 0 || alternatives.some(({ length }) => length === 0)) throw refuse("it has no tokens");
  const start = place();
  for (const alternative of alternatives) {
    let here = start;
    for (const token of alternative) {
      if (!Number.isInteger(token) || token < 0 || token >= vocabulary) throw refuse(`${token} is not a token of the vocabulary of ${vocabulary}`);
      const next = here.next.get(token) ?? place();
      here.next.set(token, next);
      here = next;
    }
  }
  if (ends(start) !== alternatives.length) throw refuse(`one of the alternatives ${JSON.stringify(alternatives)} begins with another`);
  return { start, longest: Math.max(...alternatives.map(({ length }) => length)) };
}

/** Tokens of the shortest way from a place to the end of an alternative. */
export function shortestFrom({ next }: Place): number {
  return next.size === 0 ? 0 : 1 + Math.min(...[...next.values()].map(shortestFrom));
}

interface GrowingPlace extends Place {
  readonly next: Map<number, GrowingPlace>;
}

const place = (): GrowingPlace => ({ next: new Map() });

function ends({ next }: Place): number {
  return next.size === 0 ? 1 : [...next.values()].reduce((sum, one) => sum + ends(one), 0);
}
