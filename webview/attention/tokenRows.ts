import type { Line } from "../../src/protocol/attention";

/** One entry of a token's row or column. */
export interface RankedToken {
  /** From 1. */
  readonly rank: number;
  readonly token: number;
  readonly weight: number;
}

// A line is drawn many times while it is looked at, and never changes.
const known = new WeakMap<Line, readonly RankedToken[]>();

/** A line's tokens from the heaviest down; of equals the earlier first, and without those that cannot be reached. */
export function ranked(line: Line): readonly RankedToken[] {
  const made = known.get(line) ?? rank(line);
  known.set(line, made);
  return made;
}

function rank(line: Line): RankedToken[] {
  const order = Array.from(line.keys()).filter(token => (line[token] ?? 0) > 0);
  order.sort((one, other) => (line[other] ?? 0) - (line[one] ?? 0) || one - other);
  return order.map((token, index) => ({ rank: index + 1, token, weight: line[token] ?? 0 }));
}

/** The sum of a line: 1 for a row of probabilities. */
export function total(line: Line): number {
  return line.reduce((sum, weight) => sum + weight, 0);
}

/** The greatest value of a line, or 1 for one without any: the scale of its bars. */
export function greatest(line: Line): number {
  return line.reduce((most, weight) => Math.max(most, weight), 0) || 1;
}
