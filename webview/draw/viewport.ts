/** A matrix of `queries` × `keys` cells seen through a window of `width` × `height` pixels; one scale for both axes. */
export interface Plot {
  readonly queries: number;
  readonly keys: number;
  readonly width: number;
  readonly height: number;
}

/** Which part is seen: the key (fractional) at the left edge, the query at the top edge, and pixels per token. */
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
/** A few rows of very many columns would be a thread: its window is at least so high, in pixels, to have room for zooming in. */
const LEAST_WINDOW = 160;

/** The window for a matrix where `width` × `height` pixels are free: as large as the whole matrix at its largest. */
export function plotFor(queries: number, keys: number, width: number, height: number): Plot {
  const longer = Math.max(queries, keys);
  const most = Math.min(LARGEST_CELL, width / keys, height / queries);
  // Division and multiplication need not lead back to a whole number.
  const side = Math.max(1, Math.floor(longer * most + 1e-9));
  const pixels = (tokens: number, free: number) =>
    tokens === longer ? side : Math.max(1, Math.round((tokens * side) / longer), Math.floor(Math.min(LEAST_WINDOW, free, tokens * LARGEST_CELL)));
  return { queries, keys, width: pixels(keys, width), height: pixels(queries, height) };
}

/** The whole matrix. */
export function fit(plot: Plot): Viewport {
  return { x: 0, y: 0, scale: scaleRange(plot)[0] };
}

/** The least and the greatest scale of a plot: everything, and cells with room for a number. */
export function scaleRange({ queries, keys, width, height }: Plot): readonly [least: number, greatest: number] {
  // The longer axis fills its window, so that rounding its pixels matters least.
  const least = queries > keys ? height / queries : width / keys;
  return [least, Math.max(least, LARGEST_CELL)];
}

/** How much of the window the matrix fills, in pixels: all of it, but for a matrix with few rows or few columns. */
export function filled({ scale }: Viewport, { queries, keys, width, height }: Plot): { readonly width: number; readonly height: number } {
  return { width: Math.min(width, Math.max(1, Math.round(keys * scale))), height: Math.min(height, Math.max(1, Math.round(queries * scale))) };
}

/** The nearest viewport that shows nothing outside the matrix. */
export function clampViewport(viewport: Viewport, plot: Plot): Viewport {
  const [least, greatest] = scaleRange(plot);
  const scale = Math.min(greatest, Math.max(least, viewport.scale));
  const within = (value: number, tokens: number, pixels: number) => Math.min(Math.max(0, tokens - pixels / scale), Math.max(0, value));
  return { x: within(viewport.x, plot.keys, plot.width), y: within(viewport.y, plot.queries, plot.height), scale };
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
  if (left < 0 || top < 0 || left >= plot.width || top >= plot.height) return null;
  const key = Math.floor(viewport.x + left / viewport.scale);
  const query = Math.floor(viewport.y + top / viewport.scale);
  return key < plot.keys && query < plot.queries ? { query, key } : null;
}

/** Moves as little as needed for `cell` to be seen, with a margin of one cell where there is room. */
export function reveal(viewport: Viewport, plot: Plot, cell: Cell): Viewport {
  const moved = (start: number, token: number, pixels: number) => {
    const span = pixels / viewport.scale;
    const margin = Math.min(1, Math.max(0, (span - 1) / 2));
    return Math.max(Math.min(start, token - margin), token + 1 + margin - span);
  };
  const [x, y] = [moved(viewport.x, cell.key, plot.width), moved(viewport.y, cell.query, plot.height)];
  return clampViewport({ x, y, scale: viewport.scale }, plot);
}

/** First and last (excluded) query that is at least partly seen. */
export function visibleQueries({ y, scale }: Viewport, { queries, height }: Plot): readonly [first: number, end: number] {
  return visibleRange(y, height / scale, queries);
}

/** First and last (excluded) key that is at least partly seen. */
export function visibleKeys({ x, scale }: Viewport, { keys, width }: Plot): readonly [first: number, end: number] {
  return visibleRange(x, width / scale, keys);
}

/** Whether `viewport` shows less than all. */
export function isZoomed(viewport: Viewport, plot: Plot): boolean {
  return viewport.scale > scaleRange(plot)[0] * 1.001;
}

function visibleRange(start: number, span: number, tokens: number): readonly [first: number, end: number] {
  return [Math.max(0, Math.floor(start)), Math.min(tokens, Math.ceil(start + span - 1e-9))];
}
