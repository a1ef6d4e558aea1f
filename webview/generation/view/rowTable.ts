import { html, nothing, type TemplateResult } from "lit-html";
import { listWindow } from "../../draw/listWindow";
import { styled } from "../../ui/styled";

/** What a table shows: cells by row, and what pressing a row does. */
export interface RowTable {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly cells: (row: number) => readonly (TemplateResult | string)[];
  readonly current: number | null;
  readonly press?: (row: number) => void;
  readonly scrolled: number;
  readonly onScroll: (top: number) => void;
}

const ROW = 24;
const HEIGHT = 312;

/** A table of which only the rows in sight exist; its first column presses. */
export function rowTable({ label, columns, rows, cells, current, press, scrolled, onScroll }: RowTable): TemplateResult {
  const { first, end } = listWindow(rows, ROW, scrolled, HEIGHT);
  const row = (index: number): TemplateResult => {
    const [head, ...others] = cells(index);
    return html`<tr class=${index === current ? "current" : ""} aria-rowindex=${index + 2} aria-current=${index === current ? "true" : nothing}>
      <th scope="row">${press ? html`<button class="link" @click=${() => press(index)}>${head}</button>` : head}</th>
      ${others.map(cell => html`<td>${cell}</td>`)}
    </tr>`;
  };
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label=${label} @scroll=${(event: Event) => onScroll((event.currentTarget as Element).scrollTop)}>
    <table class="rows" aria-rowcount=${rows + 1}>
      <thead><tr aria-rowindex="1">${columns.map(name => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>
        ${spacer(first, columns.length)}${Array.from({ length: end - first }, (_, index) => row(first + index))}${spacer(rows - end, columns.length)}
      </tbody>
    </table>
  </div>`;
}

function spacer(rows: number, columns: number): TemplateResult | typeof nothing {
  if (rows <= 0) return nothing;
  return html`<tr class="spacer" aria-hidden="true"><td colspan=${columns} ${styled({ height: `${rows * ROW}px` })}></td></tr>`;
}
