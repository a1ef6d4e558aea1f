/** How one axis is marked: every token by its text, or every `step`-th position by its number. */
export type AxisMarks =
  | { readonly kind: "labels"; readonly first: number; readonly end: number }
  | { readonly kind: "ticks"; readonly step: number; readonly positions: readonly number[] };

/** Least room for a line of text, in pixels. */
export const LINE_ROOM = 13;
const TICK_ROOM = 44;

/** The marks of an axis whose visible tokens are `first` up to `end` (excluded), each `scale` pixels wide. */
export function axisMarks(first: number, end: number, scale: number): AxisMarks {
  if (scale >= LINE_ROOM) return { kind: "labels", first, end };
  const step = niceStep(TICK_ROOM / scale);
  const positions: number[] = [];
  for (let position = Math.ceil(first / step) * step; position < end; position += step) positions.push(position);
  return { kind: "ticks", step, positions };
}

/** The least of 1, 2, 5, 10, 20, 50 … that is not below `atLeast`. */
export function niceStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, atLeast)));
  const factor = [1, 2, 5, 10].find(candidate => candidate * power >= atLeast) ?? 10;
  return factor * power;
}

/** `text` cut to `room` pixels, with an ellipsis where something was left out; `measure` gives a text's width in pixels. */
export function ellipsis(text: string, room: number, measure: (text: string) => number): string {
  if (measure(text) <= room) return text;
  const characters = [...text];
  let [fits, tooLong] = [0, characters.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (measure(`${characters.slice(0, middle).join("")}…`) <= room) fits = middle;
    else tooLong = middle;
  }
  return `${characters.slice(0, fits).join("")}…`;
}

/** Where a box of `size` goes beside a point so that it stays inside `whole`: after the point, else before it. All pixels. */
export function beside(point: number, gap: number, size: number, whole: number): number {
  const after = point + gap;
  if (after + size <= whole) return after;
  const before = point - gap - size;
  return before >= 0 ? before : Math.max(0, Math.min(after, whole - size));
}
