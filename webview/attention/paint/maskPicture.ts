import type { MaskRows } from "../../../src/protocol/attention";
import { sized } from "../../ui/canvas";
import { snapped } from "./scene";
import type { Theme } from "../../ui/theme";

/** Side of the picture at most, and of a cell at most, in pixels. */
const SIDE = 120;
const CELL = 14;

/** Paints which keys each query could see: a filled row from its first to its last key, over the frame of all `keys`. */
export function paintMask(canvas: HTMLCanvasElement, { from, to }: MaskRows, keys: number, theme: Theme): void {
  const queries = from.length;
  const scale = Math.min(CELL, SIDE / Math.max(queries, keys));
  const [width, height] = [keys * scale, queries * scale];
  const context = sized(canvas, width + 2, height + 2);
  const ratio = window.devicePixelRatio;
  context.fillStyle = theme.foreground;
  context.globalAlpha = theme.highContrast ? 0.9 : 0.55;
  for (let query = 0; query < queries; query++) {
    const [first, end] = [from[query] ?? 0, to[query] ?? 0];
    // On whole device pixels rows meet without a seam; those thinner than one overlap rather than leave gaps.
    const [top, bottom] = [snapped(1 + query * scale, ratio), snapped(1 + (query + 1) * scale, ratio)];
    if (end > first) context.clearRect(1 + first * scale, top, (end - first) * scale, Math.max(bottom - top, 1 / ratio));
    if (end > first) context.fillRect(1 + first * scale, top, (end - first) * scale, Math.max(bottom - top, 1 / ratio));
  }
  context.globalAlpha = 1;
  context.strokeStyle = theme.border;
  context.lineWidth = 1;
  context.strokeRect(0.5, 0.5, width + 1, height + 1);
}
