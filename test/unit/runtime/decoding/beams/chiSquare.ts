/** What χ² with so many degrees of freedom exceeds once in a thousand. */
export const CRITICAL = { 2: 13.816, 3: 16.266, 11: 31.264 } as const;

/** Pearson's χ² of counts against chances that add up to 1; throws on a count of what has no chance. */
export function chiSquare(counts: ReadonlyMap<string, number>, chances: ReadonlyMap<string, number>): number {
  for (const key of counts.keys()) if (!chances.get(key)) throw new Error(`${key} has no chance, but came`);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...chances].reduce((sum, [key, chance]) => sum + ((counts.get(key) ?? 0) - chance * total) ** 2 / (chance * total), 0);
}
