/** "sample.ts:3–9" for a document's path and the lines (from 0) of a place in it; the name alone when these are unknown. */
export function sourceName(path: string, lines: { readonly first: number; readonly last: number } | undefined): string {
  const name = path.split("/").at(-1) || path;
  if (lines === undefined) return name;
  return lines.first === lines.last ? `${name}:${lines.first + 1}` : `${name}:${lines.first + 1}–${lines.last + 1}`;
}
