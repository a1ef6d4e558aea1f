import { html, nothing, type TemplateResult } from "lit-html";
import { listWindow } from "../../draw/listWindow";
import { styled } from "../../ui/styled";

/** A column of a {@link longTable}. */
export interface Column<R> {
  readonly name: string;
  readonly title?: string;
  readonly numeric?: boolean;
  readonly cell: (row: R) => TemplateResult | string;
  /** Set when a press on the name sorts by it. */
  readonly sort?: { readonly now: "ascending" | "descending" | "none"; readonly press: () => void };
}

/** What a table shows. */
export interface LongTable<R> {
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly isCurrent: (row: R) => boolean;
  readonly scrolled: number;
  readonly onScroll: (top: number) => void;
}

/** Height of a row and of the whole table at most, in pixels. */
export const TABLE_ROW = 24;
export const TABLE_HEIGHT = 384;

/** A table of which only the rows in sight exist. */
export function longTable<R>({ label, columns, rows, isCurrent, scrolled, onScroll }: LongTable<R>): TemplateResult {
  const { first, end } = listWindow(rows.length, TABLE_ROW, scrolled, TABLE_HEIGHT);
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label=${label} @scroll=${(event: Event) => onScroll((event.currentTarget as Element).scrollTop)}>
    <table aria-rowcount=${rows.length + 1}>
      <thead>
        <tr aria-rowindex="1">
          ${columns.map(heading)}
        </tr>
      </thead>
      <tbody>
        ${spacer(first, columns.length)}
        ${rows.slice(first, end).map(
          (row, index) =>
            html`<tr class=${isCurrent(row) ? "current" : ""} aria-rowindex=${first + index + 2}>
              ${columns.map(column => html`<td class=${column.numeric ? "numeric" : ""}>${column.cell(row)}</td>`)}
            </tr>`,
        )}
        ${spacer(rows.length - end, columns.length)}
      </tbody>
    </table>
  </div>`;
}

function heading<R>({ name, title, numeric, sort }: Column<R>): TemplateResult {
  const sign = sort?.now === "ascending" ? "▲" : sort?.now === "descending" ? "▼" : "";
  return html`<th scope="col" class=${numeric ? "numeric" : ""} title=${title ?? nothing} aria-sort=${sort?.now ?? nothing}>
    ${sort ? html`<button @click=${sort.press}>${name}<span class="sort" aria-hidden="true">${sign}</span></button>` : name}
  </th>`;
}

function spacer(rows: number, columns: number): TemplateResult | typeof nothing {
  if (rows <= 0) return nothing;
  return html`<tr class="spacer" aria-hidden="true"><td colspan=${columns} ${styled({ height: `${rows * TABLE_ROW}px` })}></td></tr>`;
}
