import { linearScale, nearest, type Scale } from "../draw/scale";
import type { PictureAxis, PositionPicture } from "../../src/protocol/positions";
import type { Actions } from "./scene";
import { type Cursor, cursorIn, moved } from "./state";

/** A plot's place in its picture, in pixels. */
export interface PlotBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Room beside a plot for its marks. */
export const MARGIN = { left: 54, right: 12, top: 22, bottom: 36 } as const;
/** Pixels that a mark along x needs. */
export const TICK_ROOM = 58;
const LARGEST_ROW = 22;
const HEIGHT = { least: 66, greatest: 260 } as const;

/** The box of a plot `width` pixels wide with its margins, and `height` high without them. */
export const plotBox = (width: number, height: number): PlotBox => ({ left: MARGIN.left, top: MARGIN.top, width: Math.max(40, width - MARGIN.left - MARGIN.right), height });

/** Height of a table of so many rows: rows of few are as high as text, many are squeezed. */
export const tableHeight = (rows: number): number => Math.min(HEIGHT.greatest, Math.max(HEIGHT.least, rows * LARGEST_ROW));

/** Which cell of a table lies at a point of its plot. */
export function cellAt(box: PlotBox, { x, y }: { readonly x: number; readonly y: number }, rows: number, columns: number): Cursor {
  const inside = (share: number, count: number): number => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
  return { row: inside((y - box.top) / box.height, rows), column: inside((x - box.left) / box.width, columns) };
}

/** An axis of cells: round values of the axis at the middles of the cells that are nearest to them. */
export function cellScale({ at }: PictureAxis, from: number, length: number, most: number): Scale {
  const count = at.length;
  const toPixel = (value: number): number => from + ((nearest(at, value) + 0.5) / count) * length;
  if (count <= most) return { toPixel, ticks: [...at] };
  const whole = linearScale([at[0] ?? 0, at[count - 1] ?? 0], [0, 1], most).ticks.filter(Number.isInteger);
  return { toPixel, ticks: whole };
}

/** Where in an element an event took place, in its pixels. */
export function pointOf(event: PointerEvent): { x: number; y: number } {
  const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

/** Moves a picture's cursor by the arrow keys, with Ctrl by ten. */
export function onArrows(event: KeyboardEvent, key: string, picture: PositionPicture, actions: Actions): void {
  if (event.altKey || event.metaKey || moved(picture, { row: 0, column: 0 }, event.key, false) === null) return;
  event.preventDefault();
  // From where the cursor is by now: keys come faster than frames.
  actions.choose(key, now => ({ cursor: moved(picture, cursorIn(picture, now), event.key, event.ctrlKey) }));
}
