import { cssOf } from "../../draw/color";
import { ellipsis } from "../../draw/axis";
import { rampColor, strengthOf } from "../../draw/ramp";
import { sized } from "../../ui/canvas";
import type { Theme } from "../../ui/theme";

/** Room for names beside the cells, in pixels. */
export const MATRIX_MARGIN = { left: 84, top: 66, right: 8, bottom: 6 } as const;
const CELL = { least: 11, most: 26 } as const;

interface Matrix {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly value: (row: number, column: number) => number;
  readonly width: number;
}

/** Pixels of a cell; names need some, so that a large matrix scrolls. */
export function cellSize({ rows, columns, width }: Pick<Matrix, "rows" | "columns" | "width">): { readonly width: number; readonly height: number } {
  const side = Math.max(CELL.least, Math.min(CELL.most, Math.floor((width - MATRIX_MARGIN.left - MATRIX_MARGIN.right) / Math.max(1, columns.length))));
  return { width: side, height: Math.max(CELL.least, Math.min(side, 20, Math.ceil(900 / Math.max(1, rows.length)))) };
}

/** Paints a matrix of values 0…1 with its names; cells that are not known are hatched. */
export function paintMatrix(canvas: HTMLCanvasElement, matrix: Matrix, cursor: { readonly row: number; readonly column: number }, theme: Theme): void {
  const { rows, columns, value } = matrix;
  const cell = cellSize(matrix);
  const { left, top, right, bottom } = MATRIX_MARGIN;
  const context = sized(canvas, left + cell.width * columns.length + right, top + cell.height * rows.length + bottom);
  context.font = `11px ${theme.mono}`;
  context.textBaseline = "middle";
  const measure = (text: string): number => context.measureText(text).width;
  for (let row = 0; row < rows.length; row++) {
    for (let column = 0; column < columns.length; column++) {
      const found = value(row, column);
      const [x, y] = [left + column * cell.width, top + row * cell.height];
      if (Number.isNaN(found)) {
        context.strokeStyle = theme.quiet;
        context.globalAlpha = 0.35;
        context.beginPath();
        context.moveTo(x + 2, y + cell.height - 2);
        context.lineTo(x + cell.width - 2, y + 2);
        context.stroke();
        context.globalAlpha = 1;
        continue;
      }
      context.fillStyle = cssOf(rampColor(theme.ramp, strengthOf(found, 1)));
      context.fillRect(x, y, cell.width - 0.5, cell.height - 0.5);
    }
    context.fillStyle = row === cursor.row ? theme.foreground : theme.quiet;
    context.textAlign = "right";
    context.fillText(ellipsis(rows[row] ?? "", left - 10, measure), left - 5, top + (row + 0.5) * cell.height);
  }
  context.textAlign = "left";
  for (const [column, name] of columns.entries()) {
    context.save();
    context.translate(left + (column + 0.5) * cell.width, top - 5);
    context.rotate(-Math.PI / 2.4);
    context.fillStyle = column === cursor.column ? theme.foreground : theme.quiet;
    context.fillText(ellipsis(name, top - 8, measure), 0, 0);
    context.restore();
  }
  context.strokeStyle = theme.focus;
  context.lineWidth = 2;
  context.strokeRect(left + cursor.column * cell.width, top + cursor.row * cell.height, cell.width, cell.height);
}
