import { escaped } from "./escaped";
import type { PlotBox } from "./plot";
import type { Scale } from "./scale";
import { short } from "./words";

/** An axis and its name. */
export interface NamedScale {
  readonly scale: Scale;
  readonly name: string;
}

/** A coordinate as SVG attributes have it: to a tenth of a pixel. */
export const pixel = (value: number): string => String(Math.round(value * 10) / 10);

/** The frame of a plot as SVG elements, with marks and names along both axes; `grid` draws faint lines at the marks of y. */
export function axesSvg(box: PlotBox, x: NamedScale, y: NamedScale, grid: boolean): string {
  const [right, bottom] = [box.left + box.width, box.top + box.height];
  const lines = grid ? y.scale.ticks.map(tick => `<line class="grid" x1="${pixel(box.left)}" x2="${pixel(right)}" y1="${pixel(y.scale.toPixel(tick))}" y2="${pixel(y.scale.toPixel(tick))}"/>`) : [];
  const below = x.scale.ticks.map(tick => {
    const at = pixel(x.scale.toPixel(tick));
    return `<line class="tick" x1="${at}" x2="${at}" y1="${pixel(bottom)}" y2="${pixel(bottom + 4)}"/><text x="${at}" y="${pixel(bottom + 15)}" text-anchor="middle">${short(tick)}</text>`;
  });
  const beside = y.scale.ticks.map(tick => {
    const at = y.scale.toPixel(tick);
    return `<line class="tick" x1="${pixel(box.left - 4)}" x2="${pixel(box.left)}" y1="${pixel(at)}" y2="${pixel(at)}"/><text x="${pixel(box.left - 7)}" y="${pixel(at + 3.5)}" text-anchor="end">${short(tick)}</text>`;
  });
  const names = `<text x="${pixel(right)}" y="${pixel(bottom + 30)}" text-anchor="end">${escaped(x.name)}</text><text x="0" y="11">${escaped(y.name)}</text>`;
  return `${lines.join("")}<path class="frame" d="M${pixel(box.left)} ${pixel(box.top)}V${pixel(bottom)}H${pixel(right)}"/>${below.join("")}${beside.join("")}${names}`;
}
