import type { TextRange, Token } from "../../protocol/tokens";

/** Which tokens belong to which sentence of a text. */
export interface Sentences {
  /** Of each token the tokens of its sentence, `start` … `end` − 1; null for tokens that are of no text (special ones). */
  readonly of: readonly (TextRange | null)[];
  /** Tokens of no text. */
  readonly outside: readonly number[];
}

/** The sentences of a text by Unicode's rules (UAX #29), in tokens; a token belongs where its text begins. */
export function sentencesOf(text: string, tokens: readonly Token[]): Sentences {
  const starts = [...new Intl.Segmenter("en", { granularity: "sentence" }).segment(text)].map(({ index }) => index);
  let sentence = 0;
  const numbers = tokens.map(({ range }) => {
    if (range === null) return null;
    while (sentence + 1 < starts.length && (starts[sentence + 1] as number) <= range.start) sentence++;
    return sentence;
  });
  const ranges = new Map<number, { start: number; end: number }>();
  numbers.forEach((number, token) => {
    if (number === null) return;
    const known = ranges.get(number);
    if (known) known.end = token + 1;
    else ranges.set(number, { start: token, end: token + 1 });
  });
  return {
    of: numbers.map(number => (number === null ? null : (ranges.get(number) ?? null))),
    outside: numbers.flatMap((number, token) => (number === null ? [token] : [])),
  };
}
