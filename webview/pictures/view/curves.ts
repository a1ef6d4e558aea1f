import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import type { CurveLine, CurvesPicture } from "../../../src/protocol/positions";
import { bandPath, curveScales, dashOf, linePath, lonePlaces } from "../../../src/report/curvesGeometry";
import { MARGIN, plotBox, type PlotBox } from "../../../src/report/plot";
import { nearest, type Scale } from "../../../src/report/scale";
import { axisName } from "../../../src/report/words";
import { cssOf } from "../../draw/color";
import { rampColor } from "../../draw/ramp";
import { dropdown } from "../../ui/choices";
import { styled } from "../../ui/styled";
import type { Theme } from "../../ui/theme";
import { cursorIn } from "../pictureState";
import { onKeys, pointOf } from "../pointing";
import { type Drawn, looksIn, type PictureActions, type PictureScene } from "../scene";
import { axes } from "./axes";
import { lookMark } from "./lookMark";

const HEIGHT = 200;
/** Lines that are told apart in a row of buttons; more go into a list. */
const MOST_BUTTONS = 8;

/** Lines over an x axis; the chosen one stands out, and the cursor reads it. */
export function curves(drawn: Drawn<CurvesPicture>, scene: PictureScene, actions: PictureActions): TemplateResult {
  const { key, picture, choice, width } = drawn;
  const box = plotBox(width, HEIGHT);
  const { x, y } = curveScales(picture, box);
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
      @keydown=${(event: KeyboardEvent) => onKeys(event, drawn, actions)}
    >
      ${guard([picture, width, scene.theme, cursor.row], () => still(picture, box, x, y, cursor.row, scene.theme))}
      ${looksIn(drawn).map(look => {
        const value = picture.lines[look.line]?.values[look.at];
        return value === undefined || Number.isNaN(value) ? nothing : lookMark(look, x.toPixel(picture.x.at[look.at] ?? 0), y.toPixel(value), actions);
      })}
      ${choice.cursor === null || read === undefined || Number.isNaN(read)
        ? nothing
        : svg`<line class="cursor" x1=${x.toPixel(at)} x2=${x.toPixel(at)} y1=${box.top} y2=${box.top + box.height}></line>
          <circle class="cursor-dot" cx=${x.toPixel(at)} cy=${y.toPixel(read)} r="4"></circle>`}
    </svg>
    ${picture.lines.length > 1 ? legend(drawn, cursor.row, scene.theme, actions) : nothing}`;
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
        <path class=${faint ? "line faint" : "line"} stroke=${color} stroke-dasharray=${dashOf(index, lines.length)} d=${path(values)}></path>
        ${lonePlaces(values).map(place => svg`<circle class="lone" fill=${color} cx=${x.toPixel(picture.x.at[place] ?? 0)} cy=${y.toPixel(values[place] as number)} r="2.5"></circle>`)}`;
    })}`;
}

/** The upright line at a marked place, named on the side with more room. */
function marked({ at, name }: NonNullable<CurvesPicture["marks"]>[number], box: PlotBox, x: Scale): SVGTemplateResult {
  const left = x.toPixel(at);
  const after = left < box.left + box.width / 2;
  return svg`<line class="place" x1=${left} x2=${left} y1=${box.top} y2=${box.top + box.height}></line>
    <text class="place-name" x=${left + (after ? 5 : -5)} y=${box.top + 10} text-anchor=${after ? "start" : "end"}>${name}</text>`;
}

function legend({ key, picture, choice }: Drawn<CurvesPicture>, chosen: number, theme: Theme, actions: PictureActions): TemplateResult {
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

function lineColor(index: number, count: number, theme: Theme): string {
  if (count === 1) return "var(--line)";
  return cssOf(rampColor(theme.ramp, 0.95 - (0.4 * index) / (count - 1)));
}

function nearestPixel(at: Float32Array, x: Scale, pixel: number): number {
  return nearest(Float32Array.from(at, value => x.toPixel(value)), pixel);
}

function nearestLine(lines: readonly CurveLine[], column: number, y: Scale, pixel: number): number {
  // A line that has no value here is far away.
  const far = lines.map(({ values }) => Math.abs(y.toPixel(values[column] ?? 0) - pixel)).map(distance => (Number.isNaN(distance) ? Infinity : distance));
  return far.indexOf(Math.min(...far));
}
