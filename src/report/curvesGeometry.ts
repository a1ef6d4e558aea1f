import type { CurveLine, CurvesPicture } from "../protocol/positions";
import { type PlotBox, TICK_ROOM } from "./plot";
import { linearScale, logarithmicScale, rangeOf, type Scale } from "./scale";

const Y_TICKS = 5;
/** Between the ends of a logarithmic axis at most. */
const MOST_RATIO = 1e8;
/** Dashes tell lines apart where colours may not. */
const DASHES = ["", "6 3", "2 3", "9 3 2 3"];

/** The two axes of a diagram inside its box, wide enough for all lines and what lies around them. */
export function curveScales({ x: { at }, lines, logarithmic }: CurvesPicture, box: PlotBox): { readonly x: Scale; readonly y: Scale } {
  const lists = lines.flatMap(({ values, spread }) => (spread ? [values, edge(values, spread, 1), edge(values, spread, -1).map(value => (logarithmic && value <= 0 ? NaN : value))] : [values]));
  const [least, greatest] = rangeOf(lists);
  const along = [box.left, box.left + box.width] as const;
  const up = [box.top + box.height, box.top + 4] as const;
  const x = linearScale([at[0] ?? 0, at.at(-1) ?? 0], along, box.width / TICK_ROOM);
  return {
    // There is no half a head or token.
    x: at.every(Number.isInteger) ? { ...x, ticks: x.ticks.filter(Number.isInteger) } : x,
    y: logarithmic ? decades([least, greatest], up) : linearScale([least, greatest], up, Y_TICKS),
  };
}

/** Powers of ten; what is nothing beside the greatest value lies on the floor. */
function decades([least, greatest]: readonly [number, number], up: readonly [number, number]): Scale {
  const scale = logarithmicScale([Math.max(least, greatest / MOST_RATIO), greatest], up, Y_TICKS);
  return { ...scale, toPixel: value => (value > 0 ? Math.min(up[0], scale.toPixel(value)) : up[0]) };
}

/** A line as an SVG path; where it has no value there is a gap. */
export function linePath(at: Float32Array, values: Float32Array, x: Scale, y: Scale, steps: boolean): string {
  let path = "";
  values.forEach((value, index) => {
    if (Number.isNaN(value)) return;
    const [left, top] = [x.toPixel(at[index] ?? 0).toFixed(1), y.toPixel(value).toFixed(1)];
    if (index === 0 || Number.isNaN(values[index - 1])) path += `M${left} ${top}`;
    // A value holds to the middle between two steps.
    else if (steps) path += `H${((x.toPixel(at[index - 1] ?? 0) + Number(left)) / 2).toFixed(1)}V${top}H${left}`;
    else path += `L${left} ${top}`;
  });
  return path;
}

/** What lies around a line as an SVG path: an area for each stretch without a gap. */
export function bandPath(at: Float32Array, values: Float32Array, spread: Float32Array, x: Scale, y: Scale): string {
  const point = (index: number, side: 1 | -1): string => `${x.toPixel(at[index] ?? 0).toFixed(1)} ${y.toPixel((values[index] as number) + side * (spread[index] ?? 0)).toFixed(1)}`;
  return stretches(values)
    .map(places => `M${[...places.map(index => point(index, 1)), ...places.map(index => point(index, -1)).reverse()].join("L")}Z`)
    .join("");
}

/** Where a line has a value and neither neighbour has: a path draws nothing there. */
export const lonePlaces = (values: Float32Array): number[] => stretches(values).flatMap(places => (places.length === 1 ? places : []));

/** How one of so many lines is dashed; "" for a whole line. */
export const dashOf = (index: number, count: number): string => (count <= DASHES.length ? (DASHES[index] ?? "") : "");

const edge = (values: Float32Array, spread: NonNullable<CurveLine["spread"]>, side: 1 | -1): Float32Array => values.map((value, index) => value + side * (spread[index] ?? 0));

/** Places that follow each other without a gap. */
function stretches(values: Float32Array): number[][] {
  const found: number[][] = [];
  values.forEach((value, index) => {
    if (Number.isNaN(value)) return;
    if (index === 0 || Number.isNaN(values[index - 1])) found.push([index]);
    else found.at(-1)?.push(index);
  });
  return found;
}
