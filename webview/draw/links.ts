/** One line between the two columns of tokens: its ends as tokens, and its weight as a strength 0…1. */
export interface Link {
  readonly query: number;
  readonly key: number;
  readonly strength: number;
}

/** Weaker links are not drawn: they would only darken the picture. */
export const FAINTEST = 0.06;
const MOST = 400;

/** The lines of one token: it is the query when it reads, the key when it is read; weakest first, so that strong ones lie on top. */
export function linksOf(
  token: number,
  direction: "reads" | "read-by",
  strengths: ArrayLike<number>,
): Link[] {
  const links: Link[] = [];
  for (let other = 0; other < strengths.length; other++) {
    const strength = strengths[other] ?? 0;
    if (strength < FAINTEST) continue;
    links.push(direction === "reads" ? { query: token, key: other, strength } : { query: other, key: token, strength });
  }
  return links.sort((one, other) => one.strength - other.strength).slice(-MOST);
}

/** The height of a row's middle in a scrolled column, in pixels from the column's top; negative above it. */
export function rowMiddle(row: number, rowHeight: number, scrolled: number): number {
  return (row + 0.5) * rowHeight - scrolled;
}

/** Width in pixels and opacity of a line. */
export function lineStyle(strength: number): { readonly width: number; readonly opacity: number } {
  return { width: 0.75 + 5.25 * strength ** 2, opacity: 0.25 + 0.75 * strength };
}
