import type { PictureAxis } from "../../src/protocol/positions";
import { measured, short } from "../../src/report/words";
import type { Cursor, Picture } from "./pictureState";

/** What is under the cursor, in words. */
export function reading(picture: Picture, { row, column }: Cursor, sheet: number): string {
  switch (picture.kind) {
    case "curves": {
      const line = picture.lines[row];
      const spread = line?.spread?.[column];
      const value = measured(line?.values[column], picture.value.unit);
      const name = picture.lines.length > 1 ? `${line?.name ?? ""} · ` : "";
      return `${name}${place(picture.x, column)}: ${picture.value.name} ${value}${spread === undefined ? "" : ` ± ${short(spread)}`}`;
    }
    case "table": {
      const shown = picture.sheets[sheet];
      const value = measured(shown?.values[row * picture.columns.at.length + column], picture.value.unit);
      return `${shown?.name ? `${shown.name} · ` : ""}${place(picture.rows, row)}, ${place(picture.columns, column, true)}: ${picture.value.name} ${value}`;
    }
    case "hands": {
      const angle = picture.angles[row * picture.wavelengths.length + column] ?? 0;
      const turns = angle / (2 * Math.PI);
      const whole = Math.floor(turns);
      return `Pair ${column} at position ${short(picture.positions.at[row] ?? 0)}: ${short(angle)} rad = ${whole > 0 ? `${short(whole)} ${whole === 1 ? "turn" : "turns"} and ` : ""}${Math.round(360 * (turns - whole))}°; a whole turn takes ${short(picture.wavelengths[column] ?? 0)} positions`;
    }
    case "listing": {
      const { name = "", unit = "" } = picture.columns[column] ?? {};
      const cell = picture.rows[row]?.[column] ?? NaN;
      return `${name}: ${typeof cell === "number" ? measured(cell, unit) : cell}`;
    }
  }
}

function place(axis: PictureAxis, index: number, inside = false): string {
  const name = inside ? axis.name.charAt(0).toLowerCase() + axis.name.slice(1) : axis.name;
  return `${name} ${short(axis.at[index] ?? 0)}`;
}
