/** Files in which suggestions are made while typing or not, by glob pattern. */
export type FilePatterns = Readonly<Record<string, boolean>>;

/** What the last of the patterns that match says; null where none does. */
export function fileChoice(patterns: FilePatterns, matches: (pattern: string) => boolean): boolean | null {
  const last = Object.keys(patterns).findLast(matches);
  return last === undefined ? null : (patterns[last] ?? null);
}
