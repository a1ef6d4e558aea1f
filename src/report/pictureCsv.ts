import type { NotePicture } from "../protocol/notes/note";
import { allRows, type Cell, numbersOf } from "./pictureNumbers";

/** The numbers behind a picture as comma-separated values (RFC 4180), of a table all sheets; a cell is empty where there is no value. */
export function pictureCsv(picture: NotePicture): string {
  return rowsOf(picture)
    .map(row => `${row.map(cell).join(",")}\r\n`)
    .join("");
}

function rowsOf(picture: NotePicture): Cell[][] {
  if (picture.kind !== "table" || picture.sheets.length < 2) return allRows(numbersOf(picture, 0));
  const [names = []] = allRows(numbersOf(picture, 0));
  const values = picture.sheets.flatMap(({ name }, sheet) => allRows(numbersOf(picture, sheet)).slice(1).map(row => [name, ...row]));
  return [["Sheet", ...names], ...values];
}

function cell(value: Cell): string {
  if (typeof value === "number") return Number.isNaN(value) ? "" : digits(value);
  return /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** Seven digits are all that a float32 holds; what counts something is whole. */
const digits = (value: number): string => String(Number.isInteger(value) ? value : Number(value.toPrecision(7)));
