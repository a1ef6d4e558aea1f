import { readFile } from "node:fs/promises";
import path from "node:path";
import type { ListingPicture } from "../../../protocol/notes/note";

/** Rows of a card's table that are told. */
const MOST_ROWS = 40;

/** The first table under a heading about data in a model's card (README.md of its folder); null where there is no card, or no such table. */
export async function cardData(folder: string): Promise<ListingPicture | null> {
  const card = await readFile(path.join(folder, "README.md"), "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  });
  const table = card === null ? null : tableOfData(card);
  if (!table) return null;
  return {
    kind: "listing",
    id: "data-by-card",
    title: `Under “${table.heading}” in the model's card`,
    about: "As whoever made the model wrote it down.",
    columns: table.columns.map(name => ({ name, unit: "" })),
    rows: table.rows.slice(0, MOST_ROWS),
  };
}

/** The first table in Markdown under a heading about data. */
export function tableOfData(markdown: string): { readonly heading: string; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] } | null {
  let heading: string | null = null;
  const lines = markdown.split(/\r?\n/);
  for (const [at, line] of lines.entries()) {
    const [, title] = /^#{1,6}\s+(.+?)\s*#*$/.exec(line) ?? [];
    if (title !== undefined) heading = /\b(data|datasets?|corpus|corpora)\b/i.test(title) ? title : null;
    if (heading === null || !line.startsWith("|") || !/^\|[\s:|-]+\|?$/.test(lines[at + 1] ?? "")) continue;
    const columns = cellsOf(line);
    const end = lines.findIndex((row, index) => index > at + 1 && !row.startsWith("|"));
    const rows = lines.slice(at + 2, end < 0 ? undefined : end).map(row => columns.map((_, column) => cellsOf(row)[column] ?? ""));
    return rows.length === 0 ? null : { heading, columns, rows };
  }
  return null;
}

/** A row's cells without links' addresses and emphasis. */
const cellsOf = (row: string): string[] =>
  row
    .replace(/^\||\|\s*$/g, "")
    .split("|")
    .map(cell => cell.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[`*]/g, "").trim());
