import type { BareToken } from "../../src/protocol/generation";

/** One of the texts that are compared; tokens are only the same by their ids where the vocabulary is. */
export interface Compared {
  readonly vocabulary: string;
  readonly tokens: readonly Pick<BareToken, "id" | "text">[];
}

/**
 * By text: the first token that no longer agrees with all others; null where none differs as far as all have come. Of one
 * vocabulary tokens are compared by id, of several by the characters that they spell.
 */
export function divergence(texts: readonly Compared[]): readonly number[] | null {
  const [first] = texts;
  if (!first || texts.length < 2) return null;
  if (texts.every(({ vocabulary }) => vocabulary === first.vocabulary)) {
    const common = commonLength(texts.map(({ tokens }) => tokens.map(({ id }) => id)));
    return common === null ? null : texts.map(() => common);
  }
  const common = commonLength(texts.map(({ tokens }) => [...tokens.map(({ text }) => text).join("")]));
  return common === null ? null : texts.map(({ tokens }) => tokenAfter(tokens, common));
}

/** Length of the longest common beginning; null where the shortest is the beginning of all. */
function commonLength<T>(lists: readonly (readonly T[])[]): number | null {
  const [first = []] = lists;
  const least = Math.min(...lists.map(({ length }) => length));
  for (let index = 0; index < least; index++) if (lists.some(list => list[index] !== first[index])) return index;
  return null;
}

/** The first token that reaches beyond `characters` code points. */
function tokenAfter(tokens: readonly Pick<BareToken, "text">[], characters: number): number {
  let read = 0;
  for (const [index, { text }] of tokens.entries()) {
    read += [...text].length;
    if (read > characters) return index;
  }
  return tokens.length;
}
