/** One line between the two columns of tokens: its ends as tokens, and its weight as a strength 0…1. */
export interface Link {
  readonly query: number;
  readonly key: number;
  readonly strength: number;
}

/** Weaker links are not drawn: they would only darken the picture. */
export const FAINTEST = 0.06;
/** So many of the strongest lines are drawn even if they end out of sight: more would run together into a stripe. */
const OUT_OF_SIGHT = 10;

/**
 * The lines of one token: it is the query when it reads, the key when it is read. Those that end in sight (`first` up to
 * `end` of the other column) and the strongest of the others; weakest first, so that strong ones lie on top.
 */
export function linksOf(
  token: number,
  direction: "reads" | "read-by",
  strengths: ArrayLike<number>,
  first: number,
  end: number,
): Link[] {
  const ends = Array.from(strengths, (strength, other) => ({ other, strength })).filter(({ strength }) => strength >= FAINTEST);
  ends.sort((one, other) => one.strength - other.strength);
  return ends
    .filter(({ other }, rank) => (other >= first && other < end) || rank >= ends.length - OUT_OF_SIGHT)
    .map(({ other, strength }) => (direction === "reads" ? { query: token, key: other, strength } : { query: other, key: token, strength }));
}

/** The height of a row's middle in a scrolled column, in pixels from the column's top; negative above it. */
export function rowMiddle(row: number, rowHeight: number, scrolled: number): number {
  return (row + 0.5) * rowHeight - scrolled;
}

/** Width in pixels and opacity of a line. */
export function lineStyle(strength: number): { readonly width: number; readonly opacity: number } {
  return { width: 0.75 + 5.25 * strength ** 2, opacity: 0.25 + 0.75 * strength };
}
