import type { TablePicture } from "../../../src/protocol/positions";
import { greatestSize, isSigned } from "../../../src/report/cellStrength";
import type { PlotBox } from "../../../src/report/plot";
import { rampColor } from "../../draw/ramp";
import { signedAt, type SignedRamp } from "../../draw/signedRamp";
import { sized } from "../../ui/canvas";
import type { Theme } from "../../ui/theme";

/** Paints a table's cells, a colour each, over the whole box; none where there is no value. */
export function paintHeat(canvas: HTMLCanvasElement, picture: TablePicture, sheet: number, box: PlotBox, theme: Theme, signed: SignedRamp): void {
  const context = sized(canvas, box.width, box.height);
  const [rows, columns] = [picture.rows.at.length, picture.columns.at.length];
  const values = picture.sheets[sheet]?.values;
  if (!values) return;
  const cells = new ImageData(columns, rows);
  const most = greatestSize(values);
  const both = isSigned(values);
  values.forEach((value, index) => {
    // Where there is no value the page is seen.
    if (Number.isNaN(value)) return;
    const from = signedAt(value / most);
    cells.data.set(both ? signed.subarray(from, from + 4) : [...rampColor(theme.ramp, value / most), 255], 4 * index);
  });
  const still = document.createElement("canvas");
  [still.width, still.height] = [columns, rows];
  still.getContext("2d")?.putImageData(cells, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(still, 0, 0, box.width, box.height);
  strikeOut(context, values, columns, { width: box.width / columns, height: box.height / rows }, theme);
}

/** A stroke through each cell that has no value, which would look like nothing at all. */
function strikeOut(context: CanvasRenderingContext2D, values: Float32Array, columns: number, cell: { readonly width: number; readonly height: number }, { quiet }: Theme): void {
  context.strokeStyle = quiet;
  context.beginPath();
  values.forEach((value, index) => {
    if (!Number.isNaN(value)) return;
    const [left, top] = [(index % columns) * cell.width, Math.floor(index / columns) * cell.height];
    context.moveTo(left, top + cell.height);
    context.lineTo(left + cell.width, top);
  });
  context.stroke();
}
