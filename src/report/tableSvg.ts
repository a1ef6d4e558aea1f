import type { TablePicture } from "../protocol/positions";
import { axesSvg, pixel } from "./axesSvg";
import { greatestSize, isSigned } from "./cellStrength";
import type { Drawing } from "./drawing";
import { escaped } from "./escaped";
import { cellScale, MARGIN, type PlotBox, plotBox, ROW_ROOM, tableHeight, TICK_ROOM } from "./plot";
import { axisName, measured, short } from "./words";

const WIDTH = 640;
const LEGEND = 34;
/** Cells that are elements of their own and tell their value; more are painted by their strength. */
const MOST_CELLS = 2_000;
/** A cell in which its number has room, in pixels. */
const NUMBER_ROOM = { width: 38, height: 16 } as const;
/** Strengths of colour that are told apart where there are many cells. */
const STEPS = 32;

/** One sheet of a table as colours, its axes and a legend; small tables with their numbers. */
export function tableDrawing(picture: TablePicture, sheet: number): Drawing {
  const { rows, columns, sheets, title, about } = picture;
  const shown = sheets[sheet];
  const values = shown?.values ?? new Float32Array();
  const box = plotBox(WIDTH, tableHeight(rows.at.length));
  const axes = axesSvg(
    box,
    { scale: cellScale(columns, box.left, box.width, box.width / TICK_ROOM), name: axisName(columns) },
    { scale: cellScale(rows, box.top, box.height, box.height / ROW_ROOM + 1), name: axisName(rows) },
    false,
  );
  const cells = rows.at.length * columns.at.length <= MOST_CELLS ? singleCells(picture, values, box) : paintedCells(picture, values, box);
  return {
    width: WIDTH,
    height: box.top + box.height + MARGIN.bottom + LEGEND,
    title: shown && sheets.length > 1 ? `${title}: ${shown.name}` : title,
    about,
    marks: `${cells}${axes}${legend(picture, values, box.top + box.height + MARGIN.bottom + 4)}`,
  };
}

function singleCells(picture: TablePicture, values: Float32Array, box: PlotBox): string {
  const { rows, columns, value: measure } = picture;
  const [width, height] = [box.width / columns.at.length, box.height / rows.at.length];
  const most = greatestSize(values);
  const numbered = width >= NUMBER_ROOM.width && height >= NUMBER_ROOM.height;
  return Array.from(values, (value, index) => {
    const [row, column] = [Math.floor(index / columns.at.length), index % columns.at.length];
    const [left, top] = [box.left + column * width, box.top + row * height];
    const told = `${rows.name} ${short(rows.at[row] ?? NaN)}, ${columns.name} ${short(columns.at[column] ?? NaN)}: ${measure.name} ${measured(value, measure.unit)}`;
    const look = Number.isNaN(value) ? 'class="none"' : `class="${value < 0 ? "below" : "above"}" fill-opacity="${opacity(value / most)}"`;
    const number = numbered ? `<text class="cell-value" x="${pixel(left + width / 2)}" y="${pixel(top + height / 2 + 4)}">${short(value)}</text>` : "";
    return `<rect ${look} x="${pixel(left)}" y="${pixel(top)}" width="${pixel(width)}" height="${pixel(height)}"><title>${escaped(told)}</title></rect>${number}`;
  }).join("");
}

/** A path for each strength of colour, over all cells that have it. */
function paintedCells({ columns, rows }: TablePicture, values: Float32Array, box: PlotBox): string {
  const most = greatestSize(values);
  const count = columns.at.length;
  const paths = new Map<number, string>();
  const stepAt = (index: number): number => Math.round((STEPS * (values[index] as number)) / most) || 0;
  for (let row = 0; row < rows.at.length; row++) {
    for (let column = 0; column < count; ) {
      const first = column;
      const step = stepAt(row * count + first);
      while (column < count && stepAt(row * count + column) === step) column++;
      if (step !== 0) paths.set(step, `${paths.get(step) ?? ""}M${first} ${row}h${column - first}v1h${first - column}z`);
    }
  }
  const drawn = [...paths].map(([step, path]) => `<path class="${step < 0 ? "below" : "above"}" fill-opacity="${opacity(step / STEPS)}" d="${path}"/>`);
  return `<g transform="translate(${pixel(box.left)} ${pixel(box.top)}) scale(${box.width / count} ${box.height / rows.at.length})" shape-rendering="crispEdges">${drawn.join("")}</g>`;
}

/** Values and the colours that stand for them. */
function legend({ value }: TablePicture, values: Float32Array, top: number): string {
  const most = greatestSize(values);
  const from = isSigned(values) ? -8 : 0;
  const swatches = Array.from({ length: 8 - from + 1 }, (_, index) => from + index);
  const [left, width] = [MARGIN.left, 12];
  const rects = swatches.map((step, index) => `<rect class="${step < 0 ? "below" : "above"}" fill-opacity="${opacity(step / 8)}" x="${left + index * width}" y="${top}" width="${width}" height="9"/>`);
  const end = left + swatches.length * width;
  const outline = `<rect class="none" x="${left}" y="${top}" width="${end - left}" height="9"/>`;
  const marks = (from === 0 ? [0, 8] : [-8, 0, 8]).map(step => `<text x="${left + (step - from + 0.5) * width}" y="${top + 21}" text-anchor="middle">${short((most * step) / 8)}</text>`);
  return `<g>${rects.join("")}${outline}${marks.join("")}<text x="${end + 10}" y="${top + 9}">${escaped(axisName(value))}</text></g>`;
}

/** How much of its colour a strength −1 … 1 has. */
const opacity = (strength: number): string => String(Math.round(Math.abs(strength) * 900) / 1000);
