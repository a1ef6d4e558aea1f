import type { ListingPicture } from "../../src/protocol/notes/note";
import type { PositionPicture } from "../../src/protocol/positions";

/** Whatever a page shows as a picture. */
export type Picture = PositionPicture | ListingPicture;

/** What is looked at in a picture: a line and a step of x, a row and a column, or a position and a pair. */
export interface Cursor {
  readonly row: number;
  readonly column: number;
}

/** What a person has chosen in one picture. */
export interface PictureChoice {
  /** Null until something is looked at. */
  readonly cursor: Cursor | null;
  readonly table: boolean;
  /** Which of a table's sheets is shown. */
  readonly sheet: number;
}

/** The part of a page's state that its pictures have: what was chosen in each, by its key. */
export interface Choices {
  readonly choices: Readonly<Record<string, PictureChoice>>;
}

const FIRST: PictureChoice = { cursor: null, table: false, sheet: 0 };

/** What was chosen in this picture. */
export const choiceOf = (state: Choices, key: string): PictureChoice => state.choices[key] ?? FIRST;

/** `state` with another choice in one picture. */
export function withChoice<State extends Choices>(state: State, key: string, change: Partial<PictureChoice>): State {
  return { ...state, choices: { ...state.choices, [key]: { ...choiceOf(state, key), ...change } } };
}

/** Rows and columns that a cursor can be on. */
export function extentOf(picture: Picture): { readonly rows: number; readonly columns: number } {
  switch (picture.kind) {
    case "curves":
      return { rows: picture.lines.length, columns: picture.x.at.length };
    case "table":
      return { rows: picture.rows.at.length, columns: picture.columns.at.length };
    case "hands":
      return { rows: picture.positions.at.length, columns: picture.wavelengths.length };
    case "listing":
      return { rows: picture.rows.length, columns: picture.columns.length };
  }
}

/** The cursor, inside the picture whatever was kept; the first place where there is none. */
export function cursorIn(picture: Picture, { cursor }: PictureChoice): Cursor {
  const { rows, columns } = extentOf(picture);
  return { row: within(cursor?.row ?? 0, rows), column: within(cursor?.column ?? 0, columns) };
}

/** Where a key takes the cursor; null for keys that do not move it. `far` takes ten steps. */
export function moved(picture: Picture, from: Cursor, key: string, far: boolean): Cursor | null {
  const { rows, columns } = extentOf(picture);
  const step = far ? 10 : 1;
  // Of lines the first is on top in the legend; positions grow upwards.
  const down = picture.kind === "hands" ? -step : step;
  const to: Readonly<Record<string, Cursor>> = {
    ArrowLeft: { ...from, column: from.column - step },
    ArrowRight: { ...from, column: from.column + step },
    ArrowUp: { ...from, row: from.row - down },
    ArrowDown: { ...from, row: from.row + down },
    Home: { ...from, column: 0 },
    End: { ...from, column: columns - 1 },
    PageUp: { ...from, row: 0 },
    PageDown: { ...from, row: rows - 1 },
  };
  const found = to[key];
  return found === undefined ? null : { row: within(found.row, rows), column: within(found.column, columns) };
}

function within(value: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.trunc(value)));
}

/** What an earlier life of the page kept of its choices, as far as it can be read. */
export function keptChoices(kept: unknown): Record<string, PictureChoice> {
  if (typeof kept !== "object" || kept === null) return {};
  return Object.fromEntries(
    Object.entries(kept).flatMap(([key, value]: [string, unknown]) => {
      if (typeof value !== "object" || value === null) return [];
      const { cursor, table, sheet } = value as { cursor?: unknown; table?: unknown; sheet?: unknown };
      return [[key, { cursor: isCursor(cursor) ? cursor : null, table: table === true, sheet: typeof sheet === "number" ? sheet : 0 }]];
    }),
  );
}

function isCursor(value: unknown): value is Cursor {
  if (typeof value !== "object" || value === null) return false;
  const { row, column } = value as { row?: unknown; column?: unknown };
  return Number.isFinite(row) && Number.isFinite(column);
}
