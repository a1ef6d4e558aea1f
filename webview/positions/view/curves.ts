import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import type { CurveLine, CurvesPicture } from "../../../src/protocol/positions";
import { cssOf } from "../../draw/color";
import { rampColor } from "../../draw/ramp";
import { linearScale, logarithmicScale, nearest, rangeOf, type Scale } from "../../draw/scale";
import { dropdown } from "../../ui/choices";
import { styled } from "../../ui/styled";
import type { Theme } from "../../ui/theme";
import { onArrows, plotBox, type PlotBox, pointOf, TICK_ROOM, MARGIN } from "../plot";
import type { Actions, Drawn, Scene } from "../scene";
import { cursorIn } from "../state";
import { axisName } from "../words";
import { axes } from "./axes";

const HEIGHT = 200;
const Y_TICKS = 5;
/** Between the ends of a logarithmic axis at most. */
const MOST_RATIO = 1e8;
/** Lines that are told apart in a row of buttons; more go into a list. */
const MOST_BUTTONS = 8;
/** Dashes tell lines apart where colours may not. */
const DASHES = ["", "6 3", "2 3", "9 3 2 3"];

/** Lines over an x axis; the chosen one stands out, and the cursor reads it. */
export function curves({ key, picture, choice, width }: Drawn<CurvesPicture>, scene: Scene, actions: Actions): TemplateResult {
  const box = plotBox(width, HEIGHT);
  const { x, y } = scales(picture, box);
  const cursor = cursorIn(picture, choice);
  const at = picture.x.at[cursor.column] ?? 0;
  const read = picture.lines[cursor.row]?.values[cursor.column];
  const onPoint = (event: PointerEvent): void => {
    const point = pointOf(event);
    const column = nearestPixel(picture.x.at, x, point.x);
    const row = event.type === "pointerdown" ? nearestLine(picture.lines, column, y, point.y) : cursor.row;
    actions.choose(key, { cursor: { row, column } });
  };
  return html`<svg
      class="plot"
      width=${width}
      height=${HEIGHT + MARGIN.top + MARGIN.bottom}
      tabindex="0"
      role="application"
      aria-roledescription="diagram"
      aria-label="${picture.title}: ${picture.lines.length === 1 ? "one line" : `${picture.lines.length} lines`} over ${axisName(picture.x)}"
      aria-describedby="picture-keys"
      @pointermove=${onPoint}
      @pointerdown=${onPoint}
      @keydown=${(event: KeyboardEvent) => onArrows(event, key, picture, actions)}
    >
      ${guard([picture, width, scene.theme, cursor.row], () => still(picture, box, x, y, cursor.row, scene.theme))}
      ${choice.cursor === null || read === undefined || Number.isNaN(read)
        ? nothing
        : svg`<line class="cursor" x1=${x.toPixel(at)} x2=${x.toPixel(at)} y1=${box.top} y2=${box.top + box.height}></line>
          <circle class="cursor-dot" cx=${x.toPixel(at)} cy=${y.toPixel(read)} r="4"></circle>`}
    </svg>
    ${picture.lines.length > 1 ? legend({ key, picture, choice, width }, cursor.row, scene.theme, actions) : nothing}`;
}

/** All that stays while the cursor moves along a line. */
function still(picture: CurvesPicture, box: PlotBox, x: Scale, y: Scale, chosen: number, theme: Theme): SVGTemplateResult {
  const { lines, steps } = picture;
  const path = (values: Float32Array): string => linePath(picture.x.at, values, x, y, steps);
  const order = [...lines.keys()].sort((one, other) => Number(one === chosen) - Number(other === chosen));
  return svg`${axes(box, { scale: x, name: axisName(picture.x) }, { scale: y, name: axisName(picture.value) }, true)}
    ${picture.marks?.map(mark => marked(mark, box, x)) ?? nothing}
    ${order.map(index => {
      const { values, spread } = lines[index] as CurveLine;
      const color = lineColor(index, lines.length, theme);
      const faint = lines.length > 1 && index !== chosen;
      return svg`${spread && !faint ? svg`<path class="spread" fill=${color} d=${bandPath(picture.x.at, values, spread, x, y)}></path>` : nothing}
        <path class=${faint ? "line faint" : "line"} stroke=${color} stroke-dasharray=${dashOf(index, lines.length)} d=${path(values)}></path>`;
    })}`;
}

/** The upright line at a marked place, named on the side with more room. */
function marked({ at, name }: NonNullable<CurvesPicture["marks"]>[number], box: PlotBox, x: Scale): SVGTemplateResult {
  const left = x.toPixel(at);
  const after = left < box.left + box.width / 2;
  return svg`<line class="place" x1=${left} x2=${left} y1=${box.top} y2=${box.top + box.height}></line>
    <text class="place-name" x=${left + (after ? 5 : -5)} y=${box.top + 10} text-anchor=${after ? "start" : "end"}>${name}</text>`;
}

function legend({ key, picture, choice }: Drawn<CurvesPicture>, chosen: number, theme: Theme, actions: Actions): TemplateResult {
  const { lines } = picture;
  const choose = (row: number): void => actions.choose(key, { cursor: { row, column: choice.cursor?.column ?? 0 } });
  if (lines.length > MOST_BUTTONS) {
    const choices = lines.map(({ name }, index) => ({ value: String(index), text: name }));
    return html`<div class="legend-row">${dropdown(`Line of ${picture.title}`, choices, String(chosen), value => choose(Number(value)))}</div>`;
  }
  return html`<div class="legend-row" role="group" aria-label="Lines of ${picture.title}">
    ${lines.map(
      ({ name }, index) => html`<button class="line-button" aria-pressed=${index === chosen} @click=${() => choose(index)}>
        <svg class="swatch" width="22" height="8" aria-hidden="true"><line x1="0" x2="22" y1="4" y2="4" stroke=${lineColor(index, lines.length, theme)} stroke-dasharray=${dashOf(index, lines.length)} ${styled({ "stroke-width": index === chosen ? "3" : "1.5" })}></line></svg>
        ${name}
      </button>`,
    )}
  </div>`;
}

function scales(picture: CurvesPicture, box: PlotBox): { x: Scale; y: Scale } {
  const lists = picture.lines.flatMap(({ values, spread }) => (spread ? [values, values.map((value, index) => value + (spread[index] ?? 0)), values.map((value, index) => value - (spread[index] ?? 0))] : [values]));
  const [least, greatest] = rangeOf(lists);
  const along = [box.left, box.left + box.width] as const;
  const up = [box.top + box.height, box.top + 4] as const;
  const x = linearScale([picture.x.at[0] ?? 0, picture.x.at.at(-1) ?? 0], along, box.width / TICK_ROOM);
  return {
    // There is no half a head or token.
    x: picture.x.at.every(Number.isInteger) ? { ...x, ticks: x.ticks.filter(Number.isInteger) } : x,
    y: picture.logarithmic ? decades([least, greatest], up) : linearScale([least, greatest], up, Y_TICKS),
  };
}

/** Powers of ten; what is nothing beside the greatest value lies on the floor. */
function decades([least, greatest]: readonly [number, number], up: readonly [number, number]): Scale {
  const scale = logarithmicScale([Math.max(least, greatest / MOST_RATIO), greatest], up, Y_TICKS);
  return { ...scale, toPixel: value => Math.min(up[0], scale.toPixel(value)) };
}

function linePath(at: Float32Array, values: Float32Array, x: Scale, y: Scale, steps: boolean): string {
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

function bandPath(at: Float32Array, values: Float32Array, spread: Float32Array, x: Scale, y: Scale): string {
  const edge = (side: 1 | -1): string[] => Array.from(values, (value, index) => `${x.toPixel(at[index] ?? 0).toFixed(1)} ${y.toPixel(value + side * (spread[index] ?? 0)).toFixed(1)}`);
  return `M${[...edge(1), ...edge(-1).reverse()].join("L")}Z`;
}

function lineColor(index: number, count: number, theme: Theme): string {
  if (count === 1) return "var(--line)";
  return cssOf(rampColor(theme.ramp, 0.95 - (0.4 * index) / (count - 1)));
}

const dashOf = (index: number, count: number): string => (count <= DASHES.length ? (DASHES[index] ?? "") : "");

function nearestPixel(at: Float32Array, x: Scale, pixel: number): number {
  return nearest(Float32Array.from(at, value => x.toPixel(value)), pixel);
}

function nearestLine(lines: readonly CurveLine[], column: number, y: Scale, pixel: number): number {
  // A line that has no value here is far away.
  const far = lines.map(({ values }) => Math.abs(y.toPixel(values[column] ?? 0) - pixel)).map(distance => (Number.isNaN(distance) ? Infinity : distance));
  return far.indexOf(Math.min(...far));
}
