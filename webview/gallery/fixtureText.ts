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

/** The first `count` tokens of a text that has something of everything: code, prose, other scripts, repetitions. */
export function fixtureTokens(count: number): Token[] {
  const text = count <= 12 ? SHORT : (CODE + PROSE).repeat(Math.ceil(count / 250));
  const tokens: Token[] = [{ id: 0, piece: "<s>", text: "<s>", range: null, special: true }];
  // Words with the space before them, long words in two, punctuation and line breaks alone: much as a byte-pair vocabulary cuts.
  for (const match of text.matchAll(/ ?\p{L}{1,7}|\p{L}+| ?\p{N}{1,3}|\r?\n|\t| +(?= )| ?[^\s\p{L}\p{N}]{1,2}|\s/gu)) {
    if (tokens.length >= count) break;
    const piece = match[0];
    tokens.push({ id: tokens.length, piece, text: piece, range: { start: match.index, end: match.index + piece.length }, special: false });
  }
  return tokens;
}

/** The text that {@link fixtureTokens} cuts. */
export function fixtureText(count: number): string {
  return count <= 12 ? SHORT : (CODE + PROSE).repeat(Math.ceil(count / 250));
}
