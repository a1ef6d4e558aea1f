import { html, nothing, svg, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import type { TablePicture } from "../../../src/protocol/positions";
import { greatestSize, isSigned } from "../../../src/report/cellStrength";
import { cellScale, MARGIN, plotBox, ROW_ROOM, tableHeight, TICK_ROOM } from "../../../src/report/plot";
import { axisName, short } from "../../../src/report/words";
import { cssOf } from "../../draw/color";
import { rampColor } from "../../draw/ramp";
import { signedColor } from "../../draw/signedRamp";
import { dropdown } from "../../ui/choices";
import { styled } from "../../ui/styled";
import { cursorIn } from "../pictureState";
import { cellAt, onKeys, pointOf } from "../pointing";
import { type Drawn, looksIn, type PictureActions, type PictureScene } from "../scene";
import { axes } from "./axes";
import { lookMark } from "./lookMark";

/** A table as colours, its axes and the legend; the canvas is painted afterwards. */
export function table(drawn: Drawn<TablePicture>, scene: PictureScene, actions: PictureActions): TemplateResult {
  const { key, picture, choice, width } = drawn;
  const [rows, columns] = [picture.rows.at.length, picture.columns.at.length];
  const height = tableHeight(rows);
  const box = plotBox(width, height);
  const cursor = cursorIn(picture, choice);
  const sheet = Math.min(choice.sheet, picture.sheets.length - 1);
  const onPoint = (event: PointerEvent): void => actions.choose(key, { cursor: cellAt(box, pointOf(event), rows, columns) });
  const cell = { width: box.width / columns, height: box.height / rows };
  return html`<div class="heat" ${styled({ height: `${height + MARGIN.top + MARGIN.bottom}px` })}>
      <canvas data-picture=${key} aria-hidden="true" ${styled({ left: `${box.left}px`, top: `${box.top}px` })}></canvas>
      <svg
        class="plot"
        width=${width}
        height=${height + MARGIN.top + MARGIN.bottom}
        tabindex="0"
        role="application"
        aria-roledescription="table of colours"
        aria-label="${picture.title}: ${rows} by ${columns}, rows are ${axisName(picture.rows)}, columns are ${axisName(picture.columns)}"
        aria-describedby="picture-keys"
        @pointermove=${onPoint}
        @pointerdown=${onPoint}
        @keydown=${(event: KeyboardEvent) => onKeys(event, drawn, actions)}
      >
        ${guard([picture, width], () =>
          axes(
            box,
            { scale: cellScale(picture.columns, box.left, box.width, box.width / TICK_ROOM), name: axisName(picture.columns) },
            { scale: cellScale(picture.rows, box.top, box.height, box.height / ROW_ROOM + 1), name: axisName(picture.rows) },
            false,
          ),
        )}
        ${looksIn(drawn).map(look => lookMark(look, box.left + (look.at + 0.5) * cell.width, box.top + (look.line + 0.5) * cell.height, actions))}
        ${choice.cursor === null
          ? nothing
          : svg`<rect class="cursor-cell" x=${box.left + cursor.column * cell.width - 1} y=${box.top + cursor.row * cell.height - 1} width=${Math.max(3, cell.width) + 2} height=${Math.max(3, cell.height) + 2}></rect>`}
      </svg>
    </div>
    <div class="legend-row">${sheets(drawn, sheet, actions)}${legend(picture, sheet, scene)}</div>`;
}

function sheets({ key, picture }: Drawn<TablePicture>, sheet: number, actions: PictureActions): TemplateResult | typeof nothing {
  if (picture.sheets.length < 2) return nothing;
  const choices = picture.sheets.map(({ name }, index) => ({ value: String(index), text: name }));
  return dropdown(`Sheet of ${picture.title}`, choices, String(sheet), value => actions.choose(key, { sheet: Number(value) }));
}

function legend(picture: TablePicture, sheet: number, { theme, signed }: PictureScene): TemplateResult {
  const values = picture.sheets[sheet]?.values ?? new Float32Array();
  const [most, both] = [greatestSize(values), isSigned(values)];
  const colors = Array.from({ length: 17 }, (_, index) => cssOf(both ? signedColor(signed, index / 8 - 1) : rampColor(theme.ramp, index / 16)));
  const marks = both ? [-most, 0, most] : [0, most];
  return html`<div class="legend" role="img" aria-label="Colours of ${picture.value.name} from ${short(marks[0] ?? 0)} to ${short(most)}">
    <div class="legend-bar" ${styled({ "background-image": `linear-gradient(to right, ${colors.join(", ")})` })}></div>
    <div class="legend-marks" aria-hidden="true">${marks.map(mark => html`<span>${short(mark)}</span>`)}</div>
  </div>`;
}
