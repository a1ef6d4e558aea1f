import type { Measure, PictureAxis, PositionPicture } from "../../src/protocol/positions";
import type { Cursor } from "./state";

/** A value in at most five characters or so: "0.0312", "−1.25", "12,345", "6.2e-5"; "–" where there is none. */
export function short(value: number): string {
  if (Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && size < 1e-4) return minus(value.toExponential(1));
  if (size >= 1000) return minus(Math.round(value).toLocaleString("en"));
  return minus(String(Number(value.toPrecision(size < 1 ? 3 : 4))));
}

/** What is under the cursor, in words. */
export function reading(picture: PositionPicture, { row, column }: Cursor, sheet: number): string {
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
  }
}

/** An axis' name with its unit. */
export const axisName = ({ name, unit }: Pick<PictureAxis | Measure, "name" | "unit">): string => (unit === "" ? name : `${name} (${unit})`);

function place(axis: PictureAxis, index: number, inside = false): string {
  const name = inside ? axis.name.charAt(0).toLowerCase() + axis.name.slice(1) : axis.name;
  return `${name} ${short(axis.at[index] ?? 0)}`;
}

const measured = (value: number | undefined, unit: string): string => (value === undefined ? "–" : `${short(value)}${unit === "" ? "" : ` ${unit}`}`);
const minus = (text: string): string => text.replace(/^-/, "−");
