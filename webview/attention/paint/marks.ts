import { LINE_ROOM } from "../../draw/axis";
import type { Places } from "../linked";
import type { Hover } from "../state";
import { upright } from "./axes";
import { LABEL_SIZE } from "./labels";
import { leftOf, matrixBox, type Scene, topOf } from "./scene";

/** What is marked on the picture. */
export interface Marks {
  /** What is pointed at in this picture. */
  readonly hover: Hover | null;
  readonly pinned: Places;
  /** What is pointed at in another pane. */
  readonly linked: Places;
  /** The token under the editor's cursor. */
  readonly editor: Places;
  /** Draws the cell's frame strongly: the keyboard is on it. */
  readonly focused: boolean;
}

const LEAST_BAND = 2;

/** Paints what moves: the editor's token, what is pointed at elsewhere, the pinned token, and the cell that is looked at, with their names on the axes. */
export function paintMarks(context: CanvasRenderingContext2D, scene: Scene, marks: Marks): void {
  const { theme } = scene;
  both(context, scene, marks.editor, theme.marked, 0.1);
  both(context, scene, marks.linked, theme.foreground, 0.08);
  both(context, scene, marks.pinned, theme.pinned, 0);
  const { hover } = marks;
  if (!hover) return;
  both(context, scene, { row: hover.query, column: hover.key }, theme.foreground, 0.08);
  if (hover.query !== null && hover.key !== null) frame(context, scene, hover.query, hover.key, marks.focused && hover.by === "keyboard");
}

function both(context: CanvasRenderingContext2D, scene: Scene, { row, column }: Places, color: string, fill: number): void {
  if (row !== null) band(context, scene, "row", row, color, fill);
  if (column !== null) band(context, scene, "column", column, color, fill);
  if (row !== null) name(context, scene, "row", row, color);
  if (column !== null) name(context, scene, "column", column, color);
}

interface Span {
  readonly start: number;
  readonly length: number;
}

function spanOf(scene: Scene, axis: "row" | "column", token: number): Span | null {
  const { viewport } = scene;
  const { left, top, width, height } = matrixBox(scene);
  const [begin, edge, room] = axis === "row" ? [topOf(scene, token), top, height] : [leftOf(scene, token), left, width];
  const length = Math.max(LEAST_BAND, viewport.scale);
  const start = begin - (length - viewport.scale) / 2;
  if (start + length <= edge || start >= edge + room) return null;
  return { start, length };
}

function band(context: CanvasRenderingContext2D, scene: Scene, axis: "row" | "column", token: number, color: string, fill: number): void {
  const box = matrixBox(scene);
  const span = spanOf(scene, axis, token);
  if (!span) return;
  const [left, top, width, height] =
    axis === "row" ? [box.left, span.start, box.width, span.length] : [span.start, box.top, span.length, box.height];
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  context.fillStyle = color;
  context.strokeStyle = color;
  if (span.length <= 5) {
    context.globalAlpha = 0.55;
    context.fillRect(left, top, width, height);
  } else {
    context.globalAlpha = fill;
    if (fill > 0) context.fillRect(left, top, width, height);
    context.globalAlpha = fill > 0 ? 0.5 : 1;
    context.lineWidth = fill > 0 ? 1 : 1.5;
    context.strokeRect(left - 0.5, top - 0.5, width, height);
  }
  context.restore();
}

/** The token's whole name on the axis, over what is beside it. */
function name(context: CanvasRenderingContext2D, scene: Scene, axis: "row" | "column", token: number, color: string): void {
  const { gutters } = scene;
  const labels = axis === "row" ? scene.labels.rows : scene.labels.columns;
  const span = spanOf(scene, axis, token);
  if (!span) return;
  const [edge, room] = axis === "row" ? [gutters.top, matrixBox(scene).height] : [gutters.left, matrixBox(scene).width];
  const middle = Math.min(edge + room - 4, Math.max(edge + 4, span.start + span.length / 2));
  const space = (axis === "row" || scene.viewport.scale < LINE_ROOM ? gutters.left : gutters.top) - 12;
  const text = labels.cut(token, space);
  const width = labels.width(text);
  context.font = labels.font;
  context.textBaseline = "middle";
  const paint = (start: number) => {
    context.fillStyle = scene.theme.background;
    context.strokeStyle = color;
    context.lineWidth = 1;
    context.beginPath();
    context.roundRect(start - 4.5, -LABEL_SIZE / 2 - 3.5, width + 9, LABEL_SIZE + 7, 3);
    context.fill();
    context.stroke();
    context.fillStyle = scene.theme.foreground;
    context.textAlign = "left";
    context.fillText(text, start, 0.5);
  };
  // Between numbers, or over labels that lie flat, the name lies flat as well.
  if (axis === "column" && (scene.lying || scene.viewport.scale < LINE_ROOM)) {
    const left = Math.max(6, Math.min(middle - width / 2, gutters.left + scene.plot.width - width - 5));
    context.save();
    context.translate(left, gutters.top - 6 - LABEL_SIZE / 2);
    paint(0);
    return context.restore();
  }
  if (axis === "column") return upright(context, middle, gutters.top - 6, () => paint(0));
  context.save();
  context.translate(gutters.left - 6 - width, middle);
  paint(0);
  context.restore();
}

function frame(context: CanvasRenderingContext2D, scene: Scene, query: number, key: number, strong: boolean): void {
  const [row, column] = [spanOf(scene, "row", query), spanOf(scene, "column", key)];
  if (!row || !column) return;
  const box = matrixBox(scene);
  context.save();
  context.beginPath();
  context.rect(box.left - 1, box.top - 1, box.width + 2, box.height + 2);
  context.clip();
  context.lineWidth = 2;
  context.strokeStyle = strong ? scene.theme.focus : scene.theme.foreground;
  const grow = row.length < 6 ? 2 : 0;
  context.strokeRect(column.start - grow - 0.5, row.start - grow - 0.5, column.length + 2 * grow, row.length + 2 * grow);
  context.restore();
}
