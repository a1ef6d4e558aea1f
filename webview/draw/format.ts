const COUNT = new Intl.NumberFormat("en-US");

/** A number of things: "1,034". */
export function count(value: number): string {
  return COUNT.format(value);
}

/** A weight to `digits` places; a small one keeps all but one of them as digits that count: "0.6213", "0.000132", "3.2e-5". */
export function weight(value: number, digits = 4): string {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return String(value);
  if (value < 1e-4) return value.toExponential(1);
  if (value < 0.1) return value.toPrecision(Math.max(1, digits - 1));
  return value.toFixed(value >= 100 ? 1 : digits);
}

/** A share as percent: "62 %", "0.4 %". */
export function percent(share: number): string {
  const value = 100 * share;
  return `${value !== 0 && Math.abs(value) < 9.95 ? value.toFixed(1) : value.toFixed(0)} %`;
}

/** A time: "143 ms", "2.4 s". */
export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Rows as tab-separated values; tabs and line breaks inside a cell are spelled as JSON spells them. */
export function tsv(rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) =>
    // Seven digits are all that a float32 holds; what counts something is whole.
    String(typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(7)) : value).replace(/[\\\t\n\r]/g, found => ({ "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" })[found] ?? found);
  return rows.map(row => `${row.map(cell).join("\t")}\n`).join("");
}
