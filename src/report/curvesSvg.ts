import type { CurveLine, CurvesPicture } from "../protocol/positions";
import { axesSvg, pixel } from "./axesSvg";
import { bandPath, curveScales, dashOf, linePath, lonePlaces } from "./curvesGeometry";
import { type Drawing, LINE_COLORS } from "./drawing";
import { escaped } from "./escaped";
import { MARGIN, type PlotBox, plotBox } from "./plot";
import type { Scale } from "./scale";
import { axisName, measured, short } from "./words";

const WIDTH = 640;
const HEIGHT = 220;
/** Values of a line that each have a dot, which tells its number. */
const MOST_DOTS = 40;
/** Lines that the legend names. */
const MOST_NAMED = 24;
const LEGEND_ROW = 18;
/** Pixels of a letter, about: there is nothing to measure text with. */
const LETTER = 6.2;

/** Lines over an x axis, with what lies around them and a legend where there are several. */
export function curvesDrawing(picture: CurvesPicture): Drawing {
  const { title, about, lines, marks = [] } = picture;
  const box = plotBox(WIDTH, HEIGHT);
  const { x, y } = curveScales(picture, box);
  const axes = axesSvg(box, { scale: x, name: axisName(picture.x) }, { scale: y, name: axisName(picture.value) }, true);
  const places = marks.map(mark => placeMark(mark, box, x));
  const drawn = lines.map((line, index) => lineMarks(picture, line, index, x, y));
  const legend = lines.length > 1 ? legendOf(lines, box.top + box.height + MARGIN.bottom + 6) : { rows: 0, marks: "" };
  return { width: WIDTH, height: MARGIN.top + HEIGHT + MARGIN.bottom + 6 + legend.rows * LEGEND_ROW, title, about, marks: `${axes}${places.join("")}${drawn.join("")}${legend.marks}` };
}

function lineMarks(picture: CurvesPicture, { name, values, spread }: CurveLine, index: number, x: Scale, y: Scale): string {
  const { at } = picture.x;
  const color = index % LINE_COLORS;
  const band = spread ? `<path class="spread f${color}" d="${bandPath(at, values, spread, x, y)}"/>` : "";
  const dots = at.length <= MOST_DOTS ? [...values.keys()].filter(place => !Number.isNaN(values[place])) : lonePlaces(values);
  const dot = (place: number): string => {
    const around = spread ? ` ± ${short(spread[place] ?? NaN)}` : "";
    const told = `${name} · ${picture.x.name} ${short(at[place] ?? NaN)}: ${picture.value.name} ${measured(values[place], picture.value.unit)}${around}`;
    return `<circle class="f${color}" cx="${pixel(x.toPixel(at[place] ?? 0))}" cy="${pixel(y.toPixel(values[place] as number))}" r="2.5"><title>${escaped(told)}</title></circle>`;
  };
  return `${band}<path class="line s${color}"${dashed(index, picture.lines.length)} d="${linePath(at, values, x, y, picture.steps)}"/>${dots.map(dot).join("")}`;
}

/** The upright line at a marked place, named on the side with more room. */
function placeMark({ at, name }: { readonly at: number; readonly name: string }, box: PlotBox, x: Scale): string {
  const left = x.toPixel(at);
  const after = left < box.left + box.width / 2;
  return `<line class="place" x1="${pixel(left)}" x2="${pixel(left)}" y1="${pixel(box.top)}" y2="${pixel(box.top + box.height)}"/><text x="${pixel(left + (after ? 5 : -5))}" y="${pixel(box.top + 10)}" text-anchor="${after ? "start" : "end"}">${escaped(name)}</text>`;
}

/** The lines' names in rows from `top` on. */
function legendOf(lines: readonly CurveLine[], top: number): { readonly rows: number; readonly marks: string } {
  let [left, row] = [MARGIN.left, 0];
  const room = WIDTH - MARGIN.right;
  const entry = (name: string, swatch: (x: number, y: number) => string): string => {
    const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
    const width = 44 + LETTER * shown.length;
    if (left + width > room && left > MARGIN.left) [left, row] = [MARGIN.left, row + 1];
    const y = top + row * LEGEND_ROW + 8;
    const marks = `${swatch(left, y)}<text x="${pixel(left + 28)}" y="${pixel(y + 3.5)}">${escaped(shown)}</text>`;
    left += width;
    return marks;
  };
  const named = lines.slice(0, MOST_NAMED).map(({ name }, index) => entry(name, (x, y) => `<line class="line s${index % LINE_COLORS}"${dashed(index, lines.length)} x1="${pixel(x)}" x2="${pixel(x + 22)}" y1="${pixel(y)}" y2="${pixel(y)}"/>`));
  if (lines.length > MOST_NAMED) named.push(entry(`and ${lines.length - MOST_NAMED} more`, () => ""));
  return { rows: row + 1, marks: named.join("") };
}

function dashed(index: number, count: number): string {
  const dash = dashOf(index, count);
  return dash === "" ? "" : ` stroke-dasharray="${dash}"`;
}
