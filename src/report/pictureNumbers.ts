import type { ListingPicture } from "../protocol/notes/note";
import type { PositionPicture } from "../protocol/positions";
import { axisName } from "./words";

/** What a cell of a picture's numbers holds: words in listings alone. */
export type Cell = string | number;

/** A picture's numbers as a table: names of the columns, and any cell when it is needed. */
export interface Numbers {
  readonly columns: readonly string[];
  readonly rows: number;
  readonly cell: (row: number, column: number) => Cell;
}

/** The numbers behind a picture; the first column says where along the picture's x or rows. */
export function numbersOf(picture: PositionPicture | ListingPicture, sheet: number): Numbers {
  switch (picture.kind) {
    case "curves": {
      const lists = picture.lines.flatMap(({ name, values, spread }) => [{ name, values }, ...(spread ? [{ name: `± ${name}`, values: spread }] : [])]);
      return {
        columns: [axisName(picture.x), ...lists.map(({ name }) => name)],
        rows: picture.x.at.length,
        cell: (row, column) => (column === 0 ? picture.x.at[row] : lists[column - 1]?.values[row]) ?? NaN,
      };
    }
    case "table": {
      const width = picture.columns.at.length;
      return {
        columns: [axisName(picture.rows), ...Array.from(picture.columns.at, at => `${picture.columns.name} ${at}`)],
        rows: picture.rows.at.length,
        cell: (row, column) => (column === 0 ? picture.rows.at[row] : picture.sheets[sheet]?.values[row * width + column - 1]) ?? NaN,
      };
    }
    case "hands": {
      const pairs = picture.wavelengths.length;
      return {
        columns: [axisName(picture.positions), ...Array.from(picture.wavelengths, (_, pair) => `Pair ${pair} (radians)`)],
        rows: picture.positions.at.length,
        cell: (row, column) => (column === 0 ? picture.positions.at[row] : picture.angles[row * pairs + column - 1]) ?? NaN,
      };
    }
    case "listing":
      return {
        columns: picture.columns.map(axisName),
        rows: picture.rows.length,
        cell: (row, column) => picture.rows[row]?.[column] ?? NaN,
      };
  }
}

/** All of them as rows, names first, for the clipboard. */
export function allRows({ columns, rows, cell }: Numbers): Cell[][] {
  return [[...columns], ...Array.from({ length: rows }, (_, row) => columns.map((_name, column) => cell(row, column)))];
}
