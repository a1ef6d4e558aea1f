import { cssOf } from "../../draw/color";
import { weight } from "../../draw/format";
import { ancestor, cellsOf, levelFor, tileRect, topLevel, type TokenRect, visibleTiles } from "../../draw/pyramid";
import { isDark, rampColor, strengthOf } from "../../draw/ramp";
import { isZoomed, visibleKeys, visibleQueries } from "../../draw/viewport";
import { paintAxes } from "./axes";
import { leftOf, matrixBox, type Scene, topOf } from "./scene";

/** Cells at least this wide are set apart by lines; at least that wide, they hold their value. Pixels. */
const APART = 9;
/** See {@link APART}. */
export const NUMBERED = 38;
const MAP_SIDE = 84;
/** So much of the window must be empty for a word about it, in pixels. */
const FREE = 60;

/** Paints one head: cells from tiles, lines between large cells, values in very large ones, and the axes. */
export function paintPicture(context: CanvasRenderingContext2D, scene: Scene): void {
  const { plot, theme } = scene;
  const { left, top, width, height } = matrixBox(scene);
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.fillStyle = theme.background;
  context.fillRect(left, top, width, height);
  paintTiles(context, scene);
  if (scene.viewport.scale >= APART) paintLines(context, scene);
  if (scene.viewport.scale >= NUMBERED) paintValues(context, scene);
  if (isZoomed(scene.viewport, plot)) paintMap(context, scene);
  context.restore();
  if (plot.height - height >= FREE || plot.width - width >= FREE) paintThread(context, scene);
  context.strokeStyle = theme.border;
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
  paintAxes(context, scene);
}

/** A few rows of very many columns, or the other way round, cannot be read as a whole: says what to do in the space they leave. */
function paintThread(context: CanvasRenderingContext2D, scene: Scene): void {
  const { left, top, width, height } = matrixBox(scene);
  const below = scene.plot.height - height >= FREE;
  context.font = `11px ${scene.theme.font}`;
  context.fillStyle = scene.theme.quiet;
  context.textAlign = "left";
  context.textBaseline = "top";
  context.fillText("Zoom in with the wheel or +", below ? left : left + width + 10, below ? top + height + 10 : top + 4);
}

function paintTiles(context: CanvasRenderingContext2D, scene: Scene): void {
  const { plot, viewport, tileAt, placeholder } = scene;
  const top = topLevel(plot);
  context.imageSmoothingEnabled = false;
  for (const place of visibleTiles(viewport, plot, levelFor(viewport.scale, scene.ratio, plot))) {
    const rect = tileRect(place, plot);
    let drawn = false;
    for (let up = 0; place.level + up <= top && !drawn; up++) {
      const from = ancestor(place, up);
      const image = tileAt(from);
      if (!image) continue;
      drawImage(context, scene, image, cellsOf(from, rect), rect);
      drawn = true;
    }
    if (!drawn && !placeholder) return paintWaiting(context, scene);
    if (!drawn && placeholder) {
      const [across, down] = [placeholder.width / plot.keys, placeholder.height / plot.queries];
      const part = { left: rect.left * across, top: rect.top * down, width: rect.width * across, height: rect.height * down };
      context.globalAlpha = 0.6;
      context.imageSmoothingEnabled = placeholder.width < plot.keys || placeholder.height < plot.queries;
      drawImage(context, scene, placeholder, part, rect);
      context.imageSmoothingEnabled = false;
      context.globalAlpha = 1;
    }
  }
}

function paintWaiting(context: CanvasRenderingContext2D, scene: Scene): void {
  const { left, top, width, height } = matrixBox(scene);
  context.globalAlpha = 0.06;
  context.fillStyle = scene.theme.foreground;
  context.fillRect(left, top, width, height);
  context.globalAlpha = 1;
}

function drawImage(context: CanvasRenderingContext2D, scene: Scene, image: HTMLCanvasElement, from: TokenRect, to: TokenRect): void {
  const [left, top] = [leftOf(scene, to.left), topOf(scene, to.top)];
  const [right, bottom] = [leftOf(scene, to.left + to.width), topOf(scene, to.top + to.height)];
  context.drawImage(image, from.left, from.top, from.width, from.height, left, top, right - left, bottom - top);
}

function paintLines(context: CanvasRenderingContext2D, scene: Scene): void {
  const { plot, viewport, theme } = scene;
  const box = matrixBox(scene);
  const [left, right] = visibleKeys(viewport, plot);
  const [top, bottom] = visibleQueries(viewport, plot);
  const width = 1 / scene.ratio;
  context.fillStyle = theme.highContrast ? theme.border : theme.background;
  context.globalAlpha = theme.highContrast ? 0.35 : Math.min(0.9, 0.25 + (viewport.scale - APART) / 24);
  const thickness = viewport.scale >= 22 ? 1 : width;
  for (let key = left; key <= right; key++) context.fillRect(leftOf(scene, key) - thickness, box.top, thickness, box.height);
  for (let query = top; query <= bottom; query++) context.fillRect(box.left, topOf(scene, query) - thickness, box.width, thickness);
  context.globalAlpha = 1;
}

function paintValues(context: CanvasRenderingContext2D, scene: Scene): void {
  const { plot, viewport, row, scale, theme } = scene;
  const [left, right] = visibleKeys(viewport, plot);
  const [top, bottom] = visibleQueries(viewport, plot);
  context.font = `11px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let query = top; query < bottom; query++) {
    const values = row(query);
    if (!values) continue;
    for (let key = left; key < right; key++) {
      const value = values[key] ?? 0;
      // A row of zeros would hide what there is to see; the colour says it.
      if (value < 0.005 * scale) continue;
      const cell = rampColor(theme.ramp, strengthOf(value, scale));
      context.fillStyle = isDark(cell) ? cssOf([255, 255, 255], 0.92) : cssOf([0, 0, 0], 0.9);
      const text = weight(value, value < 10 ? 2 : 1).replace(/^0\./, ".");
      context.fillText(text, leftOf(scene, key) + viewport.scale / 2, topOf(scene, query) + viewport.scale / 2 + 0.5);
    }
  }
}

/** The whole matrix in the upper right corner, where a causal model has nothing, with a frame around what is seen. */
function paintMap(context: CanvasRenderingContext2D, scene: Scene): void {
  const { plot, viewport, theme, tileAt } = scene;
  const box = matrixBox(scene);
  const whole = tileAt({ level: topLevel(plot), row: 0, column: 0 });
  const share = MAP_SIDE / Math.max(plot.queries, plot.keys);
  const [wide, high] = [Math.max(2, plot.keys * share), Math.max(2, plot.queries * share)];
  if (!whole || box.width <= 3 * wide || box.height <= 3 * high) return;
  const [left, top] = [box.left + box.width - wide - 8, box.top + 8];
  context.imageSmoothingEnabled = true;
  context.drawImage(whole, left, top, wide, high);
  context.lineWidth = 1;
  context.strokeStyle = theme.border;
  context.strokeRect(left - 0.5, top - 0.5, wide + 1, high + 1);
  const width = Math.min(wide, Math.max(4, (box.width / viewport.scale) * share));
  const height = Math.min(high, Math.max(4, (box.height / viewport.scale) * share));
  context.lineWidth = 1.5;
  context.strokeStyle = theme.focus;
  context.strokeRect(left + Math.min(viewport.x * share, wide - width), top + Math.min(viewport.y * share, high - height), width, height);
}
