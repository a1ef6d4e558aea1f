import { cssOf } from "../../draw/color";
import { lineStyle, type Link, rowMiddle } from "../../draw/links";
import { rampColor } from "../../draw/ramp";
import { sized } from "../../ui/canvas";
import type { Theme } from "../../ui/theme";

/** Where lines begin and end, in pixels. */
export interface LinkPlaces {
  readonly width: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly scrolledQueries: number;
  readonly scrolledKeys: number;
}

/** Paints lines from queries on the left to keys on the right; the weight is their width, colour and opacity. */
export function paintLinks(canvas: HTMLCanvasElement, links: readonly Link[], places: LinkPlaces, theme: Theme, faint: boolean): void {
  const { width, height, rowHeight } = places;
  const context = sized(canvas, width, height);
  context.lineCap = "round";
  for (const { query, key, strength } of links) {
    const from = rowMiddle(query, rowHeight, places.scrolledQueries);
    const to = rowMiddle(key, rowHeight, places.scrolledKeys);
    if ((from < 0 && to < 0) || (from > height && to > height)) continue;
    const { width: thickness, opacity } = lineStyle(strength);
    // Below a third the ramp is too near to the background for a thin line.
    context.strokeStyle = cssOf(rampColor(theme.ramp, theme.highContrast ? 1 : 0.3 + 0.7 * strength));
    context.globalAlpha = faint ? opacity * (theme.highContrast ? 0.85 : 0.55) : opacity;
    context.lineWidth = faint ? Math.max(0.75, thickness * 0.6) : thickness;
    context.beginPath();
    context.moveTo(0, from);
    context.bezierCurveTo(width * 0.45, from, width * 0.55, to, width, to);
    context.stroke();
  }
  context.globalAlpha = 1;
}
