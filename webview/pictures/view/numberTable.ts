import { html, nothing, type TemplateResult } from "lit-html";
import type { Cell, Numbers } from "../../../src/report/pictureNumbers";
import { short } from "../../../src/report/words";
import { listWindow } from "../../draw/listWindow";
import { styled } from "../../ui/styled";

const ROW = 22;
const HEIGHT = 286;

/** The numbers behind a picture; only the rows in sight exist. */
export function numberTable(label: string, { columns, rows, cell }: Numbers, scrolled: number, onScroll: (top: number) => void): TemplateResult {
  const { first, end } = listWindow(rows, ROW, scrolled, HEIGHT);
  return html`<div class="numbers" tabindex="0" role="region" aria-label="Numbers of ${label}" @scroll=${(event: Event) => onScroll((event.currentTarget as Element).scrollTop)}>
    <table aria-rowcount=${rows + 1}>
      <thead><tr aria-rowindex="1">${columns.map(name => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>
        ${spacer(first, columns.length)}
        ${Array.from({ length: end - first }, (_, index) => {
          const row = first + index;
          return html`<tr aria-rowindex=${row + 2}>
            <th scope="row">${shown(cell(row, 0))}</th>${columns.slice(1).map((_name, column) => html`<td>${shown(cell(row, column + 1))}</td>`)}
          </tr>`;
        })}
        ${spacer(rows - end, columns.length)}
      </tbody>
    </table>
  </div>`;
}

const shown = (cell: Cell): string => (typeof cell === "number" ? short(cell) : cell);

function spacer(rows: number, columns: number): TemplateResult | typeof nothing {
  if (rows <= 0) return nothing;
  return html`<tr class="spacer" aria-hidden="true"><td colspan=${columns} ${styled({ height: `${rows * ROW}px` })}></td></tr>`;
}
