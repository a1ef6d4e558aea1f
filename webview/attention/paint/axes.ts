import { axisMarks } from "../../draw/axis";
import { count } from "../../draw/format";
import { visibleKeys, visibleQueries } from "../../draw/viewport";
import { LABEL_SIZE, type Labels } from "./labels";
import { leftOf, matrixBox, type Scene, topOf } from "./scene";

/** Between a label and the plot, in pixels. */
const APART = 6;

/** Paints both axes: every token where there is room, else positions at round steps. */
export function paintAxes(context: CanvasRenderingContext2D, scene: Scene): void {
  const { viewport, plot } = scene;
  context.textBaseline = "middle";
  const rows = axisMarks(...visibleQueries(viewport, plot), viewport.scale);
  const columns = axisMarks(...visibleKeys(viewport, plot), viewport.scale);
  for (const query of positionsOf(rows)) paintRowLabel(context, scene, query, rows.kind);
  for (const key of positionsOf(columns)) paintColumnLabel(context, scene, key, columns.kind);
  paintCorner(context, scene);
}

function positionsOf(marks: ReturnType<typeof axisMarks>): Iterable<number> {
  return marks.kind === "ticks" ? marks.positions : Array.from({ length: marks.end - marks.first }, (_, index) => marks.first + index);
}

function paintRowLabel(context: CanvasRenderingContext2D, scene: Scene, query: number, kind: "labels" | "ticks"): void {
  const { gutters, viewport } = scene;
  const middle = topOf(scene, query) + viewport.scale / 2;
  if (middle < gutters.top || middle > gutters.top + matrixBox(scene).height) return;
  context.textAlign = "right";
  style(context, scene, scene.labels.rows, query, kind);
  const text = kind === "ticks" ? count(query) : scene.labels.rows.cut(query, gutters.left - APART - 2);
  context.fillText(text, gutters.left - APART - (kind === "ticks" ? 2 : 0), middle + 0.5);
  if (kind === "ticks") context.fillRect(gutters.left - 4, middle - 0.5, 3, 1);
}

function paintColumnLabel(context: CanvasRenderingContext2D, scene: Scene, key: number, kind: "labels" | "ticks"): void {
  const { gutters, viewport } = scene;
  const labels = scene.labels.columns;
  const middle = leftOf(scene, key) + viewport.scale / 2;
  if (middle < gutters.left || middle > gutters.left + matrixBox(scene).width) return;
  style(context, scene, labels, key, kind);
  if (kind === "ticks") {
    context.textAlign = "center";
    const text = count(key);
    const most = gutters.left + scene.plot.width - context.measureText(text).width / 2;
    context.fillText(text, Math.min(middle, most), gutters.top - APART - LABEL_SIZE / 2);
    context.fillRect(middle - 0.5, gutters.top - 4, 1, 3);
    return;
  }
  if (scene.lying) {
    context.textAlign = "center";
    return context.fillText(labels.text(key), middle, gutters.top - APART - LABEL_SIZE / 2);
  }
  const text = labels.cut(key, gutters.top - APART - 2);
  upright(context, middle, gutters.top - APART, () => context.fillText(text, 0, 0.5));
}

/** Paints with the text's own axis running upwards from (`left`, `top`). */
export function upright(context: CanvasRenderingContext2D, left: number, top: number, paint: () => void): void {
  context.save();
  context.translate(left, top);
  context.rotate(-Math.PI / 2);
  context.textAlign = "left";
  paint();
  context.restore();
}

function style(context: CanvasRenderingContext2D, { theme }: Scene, labels: Labels, token: number, kind: "labels" | "ticks"): void {
  const special = kind === "labels" && labels.tokens[token]?.special === true;
  context.font = kind === "ticks" ? `11px ${theme.font}` : special ? `italic ${labels.font}` : labels.font;
  context.fillStyle = kind === "ticks" || special ? theme.quiet : theme.foreground;
}

function paintCorner(context: CanvasRenderingContext2D, { gutters, theme }: Scene): void {
  context.font = `11px ${theme.font}`;
  context.fillStyle = theme.quiet;
  context.textAlign = "right";
  context.fillText("key →", gutters.left - APART, gutters.top - APART - 34);
  context.fillText("query ↓", gutters.left - APART, gutters.top - APART - 19);
}
