const COUNT = new Intl.NumberFormat("en-US");

/** A number of things: "1,034". */
export function count(value: number): string {
  return COUNT.format(value);
}

/** A weight to `digits` places; what would round to nothing keeps its size: "3.2e-7". */
export function weight(value: number, digits = 4): string {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) < 0.5 * 10 ** -digits) return value.toExponential(1);
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
    String(value).replace(/[\\\t\n\r]/g, found => ({ "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" })[found] ?? found);
  return rows.map(row => `${row.map(cell).join("\t")}\n`).join("");
}
