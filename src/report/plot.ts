import type { PictureAxis } from "../protocol/positions";
import { linearScale, nearest, type Scale } from "./scale";

/** A plot's place in its picture, in pixels. */
export interface PlotBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Room beside a plot for its marks, in pixels. */
export const MARGIN = { left: 54, right: 12, top: 22, bottom: 36 } as const;
/** Pixels that a mark along x needs. */
export const TICK_ROOM = 58;
/** Pixels that a mark of a table's rows needs. */
export const ROW_ROOM = 26;
const LARGEST_ROW = 22;
const HEIGHT = { least: 66, greatest: 260 } as const;

/** The box of a plot `width` pixels wide with its margins, and `height` high without them. */
export const plotBox = (width: number, height: number): PlotBox => ({ left: MARGIN.left, top: MARGIN.top, width: Math.max(40, width - MARGIN.left - MARGIN.right), height });

/** Height of a table of so many rows: rows of few are as high as text, many are squeezed. */
export const tableHeight = (rows: number): number => Math.min(HEIGHT.greatest, Math.max(HEIGHT.least, rows * LARGEST_ROW));

/** An axis of cells: round values of the axis at the middles of the cells that are nearest to them. */
export function cellScale({ at }: PictureAxis, from: number, length: number, most: number): Scale {
  const count = at.length;
  const toPixel = (value: number): number => from + ((nearest(at, value) + 0.5) / count) * length;
  if (count <= most) return { toPixel, ticks: [...at] };
  const whole = linearScale([at[0] ?? 0, at[count - 1] ?? 0], [0, 1], most).ticks.filter(Number.isInteger);
  return { toPixel, ticks: whole };
}
