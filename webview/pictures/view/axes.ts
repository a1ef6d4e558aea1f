import { svg, type SVGTemplateResult } from "lit-html";
import type { PlotBox } from "../../../src/report/plot";
import type { Scale } from "../../../src/report/scale";
import { short } from "../../../src/report/words";

/** The frame of a plot with marks and names along both axes; `grid` draws faint lines at the marks of y. */
export function axes(box: PlotBox, x: { readonly scale: Scale; readonly name: string }, y: { readonly scale: Scale; readonly name: string }, grid: boolean): SVGTemplateResult {
  const [right, bottom] = [box.left + box.width, box.top + box.height];
  return svg`<g class="axes" aria-hidden="true">
    ${grid ? y.scale.ticks.map(tick => svg`<line class="grid" x1=${box.left} x2=${right} y1=${y.scale.toPixel(tick)} y2=${y.scale.toPixel(tick)}></line>`) : ""}
    <path class="frame" d="M${box.left} ${box.top}V${bottom}H${right}"></path>
    ${x.scale.ticks.map(tick => svg`<line class="tick" x1=${x.scale.toPixel(tick)} x2=${x.scale.toPixel(tick)} y1=${bottom} y2=${bottom + 4}></line>
      <text class="mark" x=${x.scale.toPixel(tick)} y=${bottom + 15} text-anchor="middle">${short(tick)}</text>`)}
    ${y.scale.ticks.map(tick => svg`<line class="tick" x1=${box.left - 4} x2=${box.left} y1=${y.scale.toPixel(tick)} y2=${y.scale.toPixel(tick)}></line>
      <text class="mark" x=${box.left - 7} y=${y.scale.toPixel(tick) + 3.5} text-anchor="end">${short(tick)}</text>`)}
    <text class="name" x=${right} y=${bottom + 30} text-anchor="end">${x.name}</text>
    <text class="name" x="0" y="11">${y.name}</text>
  </g>`;
}
