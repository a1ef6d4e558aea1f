import type { Row } from "./beam";

/** A beam with one more token, before it is decided what becomes of it. */
export interface Extension {
  /** Number of the row, and so of the beam. */
  readonly parent: number;
  readonly token: number;
  /** The beam's score and the token's together, in float32. */
  readonly score: number;
}

/**
 * The `count` best extensions of all rows, best first; of equals the one of the lower beam, then of the lower token. Ruled-out tokens
 * are left out, so there may be fewer. One pass over beams × vocabulary, nothing of that size is sorted or copied.
 */
export function bestExtensions(rows: readonly Row[], count: number): Extension[] {
  const top: Extension[] = [];
  let bar = -Infinity;
  rows.forEach(({ beam, scores }, parent) => {
    const before = beam.score;
    for (let token = 0; token < scores.length; token++) {
      const score = Math.fround(before + (scores[token] as number));
      if (!(score > bar)) continue;
      top.splice(placeOf(score, top), 0, { parent, token, score });
      if (top.length > count) top.pop();
      if (top.length === count) bar = (top[count - 1] as Extension).score;
    }
  });
  return top;
}

/** Where a score belongs in a list that falls: behind its equals. */
function placeOf(score: number, falling: readonly Extension[]): number {
  let low = 0;
  for (let high = falling.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((falling[middle] as Extension).score >= score) low = middle + 1;
    else high = middle;
  }
  return low;
}
