import { cssOf } from "../../draw/color";
import { weight } from "../../draw/format";
import { ancestor, cellsOf, levelFor, tileRect, topLevel, type TokenRect, visibleTiles } from "../../draw/pyramid";
import { isDark, rampColor, strengthOf } from "../../draw/ramp";
import { isZoomed, visibleRange } from "../../draw/viewport";
import { paintAxes } from "./axes";
import { leftOf, type Scene, topOf } from "./scene";

/** Cells at least this wide are set apart by lines; at least that wide, they hold their value. Pixels. */
const APART = 9;
/** See {@link APART}. */
export const NUMBERED = 38;
const MAP_SIDE = 84;

/** Paints one head: cells from tiles, lines between large cells, values in very large ones, and the axes. */
export function paintPicture(context: CanvasRenderingContext2D, scene: Scene): void {
  const { plot, gutters, theme } = scene;
  context.save();
  context.beginPath();
  context.rect(gutters.left, gutters.top, plot.side, plot.side);
  context.clip();
  context.fillStyle = theme.background;
  context.fillRect(gutters.left, gutters.top, plot.side, plot.side);
  paintTiles(context, scene);
  if (scene.viewport.scale >= APART) paintLines(context, scene);
  if (scene.viewport.scale >= NUMBERED) paintValues(context, scene);
  if (isZoomed(scene.viewport, plot) && plot.side > 3 * MAP_SIDE) paintMap(context, scene);
  context.restore();
  context.strokeStyle = theme.border;
  context.lineWidth = 1;
  context.strokeRect(gutters.left - 0.5, gutters.top - 0.5, plot.side + 1, plot.side + 1);
  paintAxes(context, scene);
}

function paintTiles(context: CanvasRenderingContext2D, scene: Scene): void {
  const { plot, viewport, tileAt, placeholder } = scene;
  const top = topLevel(plot.tokens);
  context.imageSmoothingEnabled = false;
  for (const place of visibleTiles(viewport, plot, levelFor(viewport.scale, scene.ratio, plot.tokens))) {
    const rect = tileRect(place, plot.tokens);
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
      const share = placeholder.width / plot.tokens;
      const part = { left: rect.left * share, top: rect.top * share, width: rect.width * share, height: rect.height * share };
      context.globalAlpha = 0.6;
      context.imageSmoothingEnabled = placeholder.width < plot.tokens;
      drawImage(context, scene, placeholder, part, rect);
      context.imageSmoothingEnabled = false;
      context.globalAlpha = 1;
    }
  }
}

function paintWaiting(context: CanvasRenderingContext2D, { plot, gutters, theme }: Scene): void {
  context.globalAlpha = 0.06;
  context.fillStyle = theme.foreground;
  context.fillRect(gutters.left, gutters.top, plot.side, plot.side);
  context.globalAlpha = 1;
}

function drawImage(context: CanvasRenderingContext2D, scene: Scene, image: HTMLCanvasElement, from: TokenRect, to: TokenRect): void {
  const [left, top] = [leftOf(scene, to.left), topOf(scene, to.top)];
  const [right, bottom] = [leftOf(scene, to.left + to.width), topOf(scene, to.top + to.height)];
  context.drawImage(image, from.left, from.top, from.width, from.height, left, top, right - left, bottom - top);
}

function paintLines(context: CanvasRenderingContext2D, scene: Scene): void {
  const { plot, viewport, gutters, theme } = scene;
  const [left, right] = visibleRange(viewport.x, viewport, plot);
  const [top, bottom] = visibleRange(viewport.y, viewport, plot);
  const width = 1 / scene.ratio;
  context.fillStyle = theme.highContrast ? theme.border : theme.background;
  context.globalAlpha = theme.highContrast ? 0.35 : Math.min(0.9, 0.25 + (viewport.scale - APART) / 24);
  const thickness = viewport.scale >= 22 ? 1 : width;
  for (let key = left; key <= right; key++) context.fillRect(leftOf(scene, key) - thickness, gutters.top, thickness, plot.side);
  for (let query = top; query <= bottom; query++) context.fillRect(gutters.left, topOf(scene, query) - thickness, plot.side, thickness);
  context.globalAlpha = 1;
}

function paintValues(context: CanvasRenderingContext2D, scene: Scene): void {
  const { plot, viewport, row, scale, theme } = scene;
  const [left, right] = visibleRange(viewport.x, viewport, plot);
  const [top, bottom] = visibleRange(viewport.y, viewport, plot);
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
  const { plot, viewport, gutters, theme, tileAt } = scene;
  const whole = tileAt({ level: topLevel(plot.tokens), row: 0, column: 0 });
  if (!whole) return;
  const [left, top] = [gutters.left + plot.side - MAP_SIDE - 8, gutters.top + 8];
  context.imageSmoothingEnabled = true;
  context.drawImage(whole, left, top, MAP_SIDE, MAP_SIDE);
  context.lineWidth = 1;
  context.strokeStyle = theme.border;
  context.strokeRect(left - 0.5, top - 0.5, MAP_SIDE + 1, MAP_SIDE + 1);
  const share = MAP_SIDE / plot.tokens;
  const side = Math.max(4, (plot.side / viewport.scale) * share);
  context.lineWidth = 1.5;
  context.strokeStyle = theme.focus;
  context.strokeRect(left + Math.min(viewport.x * share, MAP_SIDE - side), top + Math.min(viewport.y * share, MAP_SIDE - side), side, side);
}
