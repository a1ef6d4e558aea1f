import { html, type TemplateResult } from "lit-html";
import { count, weight } from "../../draw/format";
import { button } from "../../ui/button";
import type { Actions } from "../actions";
import { cellSize, MATRIX_MARGIN } from "../paint/matrix";
import type { MatrixPicture, Scene } from "../scene";
import type { GenerationState } from "../state";
import { rowTable } from "./rowTable";

/** A matrix as a picture with a cursor, or as a table. */
export function matrixView(picture: MatrixPicture, state: GenerationState, scene: Scene, actions: Actions): TemplateResult {
  const { key, label, rows, columns, value } = picture;
  scene.matrices.set(key, picture);
  const table = state.tables[key] === true;
  const cursor = cursorOf(picture, scene);
  const size = cellSize(picture);
  const go = (row: number, column: number): void => {
    scene.cursors.set(key, { row: within(row, rows.length), column: within(column, columns.length) });
    scene.changed();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (by) go(cursor.row + by[0]!, cursor.column + by[1]!);
    else if (event.key === "Enter" && picture.press) picture.press(cursor.row);
    else return;
    event.preventDefault();
  };
  const onPointer = (event: PointerEvent): void => {
    const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
    const [row, column] = [Math.floor((event.clientY - top - MATRIX_MARGIN.top) / size.height), Math.floor((event.clientX - left - MATRIX_MARGIN.left) / size.width)];
    if (row < 0 || column < 0 || row >= rows.length || column >= columns.length) return;
    go(row, column);
    if (event.type === "pointerdown") picture.press?.(row);
  };
  const at = value(cursor.row, cursor.column);
  return html`<div class="matrix">
    <div class="buttons right">
      ${button({ text: "Table", pressed: table, onPress: () => actions.toggleTable(key) })}
      ${button({ text: "Copy TSV", onPress: () => actions.copy([["", ...columns], ...rows.map((name, row) => [name, ...columns.map((_, column) => value(row, column))])]) })}
    </div>
    ${table
      ? rowTable({ label, columns: [picture.rowsName, ...columns], rows: rows.length, cells: row => [rows[row] ?? "", ...columns.map((_, column) => (Number.isNaN(value(row, column)) ? "" : weight(value(row, column), 3)))], current: cursor.row, scrolled: scene.scrolled(`${key}-table`), onScroll: top => actions.scroll(`${key}-table`, top) })
      : html`<div class="picture-scroll">
            <canvas data-matrix=${key} tabindex="0" role="application" aria-roledescription="matrix" aria-label="${label}: ${count(rows.length)} rows, ${count(columns.length)} columns" @keydown=${onKey} @pointermove=${onPointer} @pointerdown=${onPointer}></canvas>
          </div>
          <p class="reading" role="status">${picture.rowsName} ${rows[cursor.row] ?? ""} · ${picture.columnsName} ${columns[cursor.column] ?? ""}: ${Number.isNaN(at) ? "not asked yet" : weight(at, 3)}</p>`}
  </div>`;
}

/** The cell that is looked at, inside the picture. */
export function cursorOf({ key, rows, columns }: MatrixPicture, { cursors }: Pick<Scene, "cursors">): { readonly row: number; readonly column: number } {
  const cursor = cursors.get(key);
  return { row: within(cursor?.row ?? 0, rows.length), column: within(cursor?.column ?? 0, columns.length) };
}

const within = (value: number, size: number): number => Math.max(0, Math.min(size - 1, value));
