/** A square matrix of `tokens` × `tokens` cells seen through a square of `side` pixels. */
export interface Plot {
  readonly tokens: number;
  readonly side: number;
}

/** Which part is seen: the token (fractional) at the left and top edge, and pixels per token. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** One cell of the matrix. */
export interface Cell {
  readonly query: number;
  readonly key: number;
}

/** No cell is drawn larger than this, in pixels: a picture of five tokens stays small. */
export const LARGEST_CELL = 56;

/** The side of the plot that fits into `available` pixels. */
export function sideFor(tokens: number, available: number): number {
  return Math.max(1, Math.floor(Math.min(available, tokens * LARGEST_CELL)));
}

/** The whole matrix. */
export function fit(plot: Plot): Viewport {
  return { x: 0, y: 0, scale: plot.side / plot.tokens };
}

/** The least and the greatest scale of a plot: everything, and cells with room for a number. */
export function scaleRange(plot: Plot): readonly [least: number, greatest: number] {
  const least = plot.side / plot.tokens;
  return [least, Math.max(least, LARGEST_CELL)];
}

/** The nearest viewport that shows nothing outside the matrix. */
export function clampViewport(viewport: Viewport, plot: Plot): Viewport {
  const [least, greatest] = scaleRange(plot);
  const scale = Math.min(greatest, Math.max(least, viewport.scale));
  const last = Math.max(0, plot.tokens - plot.side / scale);
  const within = (value: number) => Math.min(last, Math.max(0, value));
  return { x: within(viewport.x), y: within(viewport.y), scale };
}

/** Zooms by `factor`, leaving what is at (`left`, `top`) pixels of the plot where it is. */
export function zoomAt(viewport: Viewport, plot: Plot, factor: number, left: number, top: number): Viewport {
  const [least, greatest] = scaleRange(plot);
  const scale = Math.min(greatest, Math.max(least, viewport.scale * factor));
  const x = viewport.x + left / viewport.scale - left / scale;
  const y = viewport.y + top / viewport.scale - top / scale;
  return clampViewport({ x, y, scale }, plot);
}

/** Moves the picture by pixels: dragging to the right shows what is to the left. */
export function panBy(viewport: Viewport, plot: Plot, right: number, down: number): Viewport {
  const { x, y, scale } = viewport;
  return clampViewport({ x: x - right / scale, y: y - down / scale, scale }, plot);
}

/** The cell at (`left`, `top`) pixels of the plot; null outside. */
export function cellAt(viewport: Viewport, plot: Plot, left: number, top: number): Cell | null {
  if (left < 0 || top < 0 || left >= plot.side || top >= plot.side) return null;
  const key = Math.floor(viewport.x + left / viewport.scale);
  const query = Math.floor(viewport.y + top / viewport.scale);
  return key < plot.tokens && query < plot.tokens ? { query, key } : null;
}

/** Moves as little as needed for `cell` to be seen, with a margin of one cell where there is room. */
export function reveal(viewport: Viewport, plot: Plot, cell: Cell): Viewport {
  const span = plot.side / viewport.scale;
  const margin = Math.min(1, Math.max(0, (span - 1) / 2));
  const moved = (start: number, token: number) => Math.max(Math.min(start, token - margin), token + 1 + margin - span);
  return clampViewport({ x: moved(viewport.x, cell.key), y: moved(viewport.y, cell.query), scale: viewport.scale }, plot);
}

/** First and last (excluded) token that is at least partly seen along one axis. */
export function visibleRange(start: number, viewport: Viewport, plot: Plot): readonly [first: number, end: number] {
  const first = Math.max(0, Math.floor(start));
  return [first, Math.min(plot.tokens, Math.ceil(start + plot.side / viewport.scale - 1e-9))];
}

/** Whether `viewport` shows less than all. */
export function isZoomed(viewport: Viewport, plot: Plot): boolean {
  return viewport.scale > scaleRange(plot)[0] * 1.001;
}
