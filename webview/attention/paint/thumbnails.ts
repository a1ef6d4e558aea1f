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

/** Height of a thumbnail that has room for a number, in pixels. */
const LEAST_FOR_NUMBER = 16;

const slices = new WeakMap<LayerGlance, Uint8Array[]>();

/** The picture of one head of a layer, [height, width]: the same array each time, so that its image is made once. */
export function thumbnailOf(glance: LayerGlance, head: number): Uint8Array {
  const cells = glance.height * glance.width;
  const known = slices.get(glance) ?? Array.from(glance.entropy, (_, index) => glance.thumbnails.subarray(index * cells, (index + 1) * cells));
  slices.set(glance, known);
  return known[head] ?? new Uint8Array(cells);
}

/** Paints a layer's heads side by side; an empty frame stands for each until they arrive. */
export function paintThumbnails(canvas: HTMLCanvasElement, row: ThumbnailRow): void {
  const { glance, heads, sizes, theme, metric } = row;
  const step = sizes.width + sizes.gap;
  const context = sized(canvas, heads * step - sizes.gap, sizes.height);
  for (let head = 0; head < heads; head++) {
    const left = head * step;
    if (!glance) paintEmpty(context, left, sizes, theme);
    else if (metric === "picture") {
      const image = row.images.of({ values: thumbnailOf(glance, head), rows: glance.height, columns: glance.width }, theme.ramp);
      // Shrinking must not drop cells, growing must not blur them.
      context.imageSmoothingEnabled = glance.width > sizes.width * window.devicePixelRatio || glance.height > sizes.height * window.devicePixelRatio;
      context.imageSmoothingQuality = "high";
      context.drawImage(image, left, 0, sizes.width, sizes.height);
    } else paintNumber(context, left, glance[metric][head] ?? 0, row);
    paintFrame(context, left, sizes, theme);
  }
}

function paintNumber(context: CanvasRenderingContext2D, left: number, value: number, row: ThumbnailRow): void {
  const { width, height } = row.sizes;
  const color = rampColor(row.theme.ramp, Number.isFinite(value) ? Math.min(1, Math.max(0, value / row.metricScale)) : 0);
  context.fillStyle = cssOf(color);
  context.fillRect(left, 0, width, height);
  if (width < 28 || height < LEAST_FOR_NUMBER) return;
  context.font = `11px ${row.theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = isDark(color) ? "#ffffff" : "#000000";
  context.fillText(value.toFixed(value >= 10 ? 0 : row.metricScale === 1 ? 2 : 1).replace(/^0\./, "."), left + width / 2, height / 2 + 0.5);
}

function paintEmpty(context: CanvasRenderingContext2D, left: number, { width, height }: ThumbnailGrid, theme: Theme): void {
  context.globalAlpha = 0.06;
  context.fillStyle = theme.foreground;
  context.fillRect(left, 0, width, height);
  context.globalAlpha = 1;
}

function paintFrame(context: CanvasRenderingContext2D, left: number, { width, height }: ThumbnailGrid, theme: Theme): void {
  context.globalAlpha = theme.highContrast ? 0.8 : 0.14;
  context.strokeStyle = theme.highContrast ? theme.border : theme.foreground;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, 0.5, width - 1, height - 1);
  context.globalAlpha = 1;
}
