import type { Token } from "../../src/protocol/tokens";

const SHORT = "The quick brown fox jumps over the lazy dog again.";

const CODE = `/** Binary search over a sorted array. */
export function indexOf(values: readonly number[], wanted: number): number {
\tlet low = 0;
\tlet high = values.length - 1;
\twhile (low <= high) {
\t\tconst middle = (low + high) >> 1;
\t\tif (values[middle] === wanted) return middle;
\t\tif (values[middle] < wanted) low = middle + 1;
\t\telse high = middle - 1;
\t}
\treturn -1;
}

// Émile's naïve café test: 東京 🗼 → ok
for (const word of ["alpha", "beta", "gamma", "antidisestablishmentarianism"]) {
    console.log(word, indexOf([1, 2, 3, 5, 8, 13], word.length));
}
`;

const PROSE = `When the cartographer opened the drawer she found that the map had changed again. The river that used to bend
north now bent south, and the town she was born in had moved half a mile to the east. She measured the distance twice, wrote
the figure down, and closed the drawer. In the morning the figure had changed too.
`;

/** What an encoder–decoder translates: 23 tokens with its end, and the translation: 9 with its beginning. */
export const SOURCE_TEXT = "Als die Kartografin die Schublade öffnete, hatte sich die alte Karte schon wieder ein klein wenig verändert.";
/** See {@link SOURCE_TEXT}. */
export const TARGET_TEXT = "When she opened it, the map changed";

/** The first `count` tokens of a text that has something of everything: code, prose, other scripts, repetitions. */
export function fixtureTokens(count: number): Token[] {
  return [special("<s>"), ...tokensOf(fixtureText(count), count - 1)];
}

/** The tokens of an encoder's text: its end is marked. */
export function sourceTokens(text: string, count = Infinity): Token[] {
  return [...tokensOf(text, count - 1), special("</s>")];
}

/** The tokens of a decoder's text: it begins with padding. */
export function targetTokens(text: string, count = Infinity): Token[] {
  return [special("<pad>"), ...tokensOf(text, count - 1)];
}

function special(text: string): Token {
  return { id: 0, piece: text, text, range: null, special: true };
}

function tokensOf(text: string, most: number): Token[] {
  const tokens: Token[] = [];
  // Words with the space before them, long words in two, punctuation and line breaks alone: much as a byte-pair vocabulary cuts.
  for (const match of text.matchAll(/ ?\p{L}{1,7}|\p{L}+| ?\p{N}{1,3}|\r?\n|\t| +(?= )| ?[^\s\p{L}\p{N}]{1,2}|\s/gu)) {
    if (tokens.length >= most) break;
    const piece = match[0];
    tokens.push({ id: tokens.length + 1, piece, text: piece, range: { start: match.index, end: match.index + piece.length }, special: false });
  }
  return tokens;
}

/** The text that {@link fixtureTokens} cuts. */
export function fixtureText(count: number): string {
  return count <= 12 ? SHORT : (CODE + PROSE).repeat(Math.ceil(count / 250));
}
