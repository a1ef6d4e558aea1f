import { svg, type SVGTemplateResult } from "lit-html";
import type { NoteLook } from "../../../src/protocol/notes/note";
import type { PictureActions } from "../scene";

/** A ring at a place that has a text behind it; a press opens it. By keyboard the picture's cursor goes there. */
export function lookMark(look: NoteLook, x: number, y: number, { look: open }: PictureActions): SVGTemplateResult {
  return svg`<g class="look" @click=${() => open?.(look)}>
    <title>${look.title}</title>
    <circle class="reach" cx=${x} cy=${y} r="9"></circle>
    <circle class="ring" cx=${x} cy=${y} r="3.5"></circle>
  </g>`;
}
