import { sampled } from "./axes";
import type { LearnedTable } from "./describer";

/** Pairs that are looked at for each offset. */
export const MOST_PAIRS = 256;

/** Euclidean length of each row: [row]. */
export function norms({ rows, columns, values }: LearnedTable): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => Math.sqrt(dot(values, row, row, columns)));
}

/** Cosines between these rows: [row, row]; 0 for a row of length 0. */
export function cosines(table: LearnedTable, chosen: readonly number[]): Float32Array {
  const unit = unitRows(table);
  return Float32Array.from({ length: chosen.length ** 2 }, (_, index) => dot(unit, chosen[Math.floor(index / chosen.length)] as number, chosen[index % chosen.length] as number, table.columns));
}

/** Mean and standard deviation of the cosine between rows that lie `offset` apart, for each offset; over at most {@link MOST_PAIRS} pairs each. */
export function cosineByOffset(table: LearnedTable, offsets: readonly number[]): { mean: Float32Array; spread: Float32Array } {
  const unit = unitRows(table);
  const mean = new Float32Array(offsets.length);
  const spread = new Float32Array(offsets.length);
  offsets.forEach((offset, index) => {
    const found = sampled(table.rows - offset, MOST_PAIRS).map(row => dot(unit, row, row + offset, table.columns));
    const middle = found.reduce((sum, value) => sum + value, 0) / found.length;
    mean[index] = middle;
    spread[index] = Math.sqrt(found.reduce((sum, value) => sum + (value - middle) ** 2, 0) / found.length);
  });
  return { mean, spread };
}

/** Rows and columns of a table at these places: [row, column]. */
export function cellsAt({ columns, values }: LearnedTable, atRows: readonly number[], atColumns: readonly number[]): Float32Array {
  return Float32Array.from(atRows.flatMap(row => atColumns.map(column => values[row * columns + column] as number)));
}

function unitRows(table: LearnedTable): Float32Array {
  const lengths = norms(table);
  return table.values.map((value, index) => value / (lengths[Math.floor(index / table.columns)] || 1));
}

function dot(values: Float32Array, one: number, other: number, width: number): number {
  let sum = 0;
  for (let i = 0; i < width; i++) sum += (values[one * width + i] as number) * (values[other * width + i] as number);
  return sum;
}
