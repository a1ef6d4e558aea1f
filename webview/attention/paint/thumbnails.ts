import type { LayerGlance } from "../../../src/protocol/attention";
import { cssOf } from "../../draw/color";
import { isDark, rampColor } from "../../draw/ramp";
import type { ThumbnailGrid } from "../../draw/thumbnailGrid";
import { sized } from "../../ui/canvas";
import type { Theme } from "../../ui/theme";
import type { Metric } from "../headNumbers";
import type { TileImages } from "./tileImages";

/** How one layer's row of the grid is painted. */
export interface ThumbnailRow {
  readonly glance: LayerGlance | undefined;
  readonly heads: number;
  readonly sizes: ThumbnailGrid;
  readonly metric: Metric;
  /** Value of full strength, when the metric is a number. */
  readonly metricScale: number;
  readonly theme: Theme;
  readonly images: TileImages;
}

const slices = new WeakMap<LayerGlance, Uint8Array[]>();

/** The picture of one head of a layer, [size, size]: the same array each time, so that its image is made once. */
export function thumbnailOf(glance: LayerGlance, head: number): Uint8Array {
  const cells = glance.size * glance.size;
  const known = slices.get(glance) ?? Array.from(glance.entropy, (_, index) => glance.thumbnails.subarray(index * cells, (index + 1) * cells));
  slices.set(glance, known);
  return known[head] ?? new Uint8Array(cells);
}

/** Paints a layer's heads side by side; an empty frame stands for each until they arrive. */
export function paintThumbnails(canvas: HTMLCanvasElement, row: ThumbnailRow): void {
  const { glance, heads, sizes, theme, metric } = row;
  const step = sizes.side + sizes.gap;
  const context = sized(canvas, heads * step - sizes.gap, sizes.side);
  for (let head = 0; head < heads; head++) {
    const left = head * step;
    if (!glance) paintEmpty(context, left, sizes.side, theme);
    else if (metric === "picture") {
      const image = row.images.of({ values: thumbnailOf(glance, head), rows: glance.size, columns: glance.size }, theme.ramp);
      // Shrinking must not drop cells, growing must not blur them.
      context.imageSmoothingEnabled = glance.size > sizes.side * window.devicePixelRatio;
      context.imageSmoothingQuality = "high";
      context.drawImage(image, left, 0, sizes.side, sizes.side);
    } else paintNumber(context, left, sizes.side, glance[metric][head] ?? 0, row);
    paintFrame(context, left, sizes.side, theme);
  }
}

function paintNumber(context: CanvasRenderingContext2D, left: number, side: number, value: number, row: ThumbnailRow): void {
  const color = rampColor(row.theme.ramp, Math.min(1, Math.max(0, value / row.metricScale)));
  context.fillStyle = cssOf(color);
  context.fillRect(left, 0, side, side);
  if (side < 28) return;
  context.font = `11px ${row.theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = isDark(color) ? "#ffffff" : "#000000";
  context.fillText(value.toFixed(value >= 10 ? 0 : row.metricScale === 1 ? 2 : 1).replace(/^0\./, "."), left + side / 2, side / 2 + 0.5);
}

function paintEmpty(context: CanvasRenderingContext2D, left: number, side: number, theme: Theme): void {
  context.globalAlpha = 0.06;
  context.fillStyle = theme.foreground;
  context.fillRect(left, 0, side, side);
  context.globalAlpha = 1;
}

function paintFrame(context: CanvasRenderingContext2D, left: number, side: number, theme: Theme): void {
  context.globalAlpha = theme.highContrast ? 0.8 : 0.14;
  context.strokeStyle = theme.highContrast ? theme.border : theme.foreground;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, 0.5, side - 1, side - 1);
  context.globalAlpha = 1;
}
