/** Code points from … to, both included; in order and apart from each other. */
export type Ranges = readonly (readonly [from: number, to: number])[];

const LAST = 0x10ffff;

/** Every character. */
export const everything: Ranges = [[0, LAST]];

/** Ranges in any order, made one. */
export function union(...all: readonly Ranges[]): Ranges {
  const merged: [number, number][] = [];
  for (const [from, to] of all.flat().sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** Every character but these. */
export function complement(ranges: Ranges): Ranges {
  const others: [number, number][] = [];
  let next = 0;
  for (const [from, to] of ranges) {
    if (from > next) others.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= LAST) others.push([next, LAST]);
  return others;
}

/** The first without the second. */
export function without(ranges: Ranges, others: Ranges): Ranges {
  return complement(union(complement(ranges), others));
}

/** These characters. */
export function charactersOf(characters: string): Ranges {
  return union(Array.from(characters, one => [one.codePointAt(0) as number, one.codePointAt(0) as number] as const));
}

export function includes(ranges: Ranges, codePoint: number): boolean {
  return ranges.some(([from, to]) => from <= codePoint && codePoint <= to);
}
