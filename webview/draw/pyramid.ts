import { TILE } from "../../src/protocol/attention";
import { type Plot, type Viewport, visibleKeys, visibleQueries } from "./viewport";

/** Rows and columns of a matrix. */
export type MatrixShape = Pick<Plot, "queries" | "keys">;

/** A tile's place in the pyramid: at level n a picture has ⌈queries/2ⁿ⌉ × ⌈keys/2ⁿ⌉ cells; row and column count tiles. */
export interface TilePlace {
  readonly level: number;
  readonly row: number;
  readonly column: number;
}

/** A rectangle in keys to the right and queries downwards; fractional, left and top included. */
export interface TokenRect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The first level at which the whole matrix is one tile. */
export function topLevel({ queries, keys }: MatrixShape): number {
  return Math.max(0, Math.ceil(Math.log2(Math.max(queries, keys) / TILE)));
}

/** The finest level that is worth drawing: its cells are at least one device pixel wide. */
export function levelFor(scale: number, devicePixelRatio: number, shape: MatrixShape): number {
  const level = Math.ceil(-Math.log2(scale * devicePixelRatio) - 1e-9);
  return Math.min(topLevel(shape), Math.max(0, level));
}

/** The tiles of `level` that are seen, those nearest to the middle first. */
export function visibleTiles(viewport: Viewport, plot: Plot, level: number): TilePlace[] {
  const [left, right] = visibleKeys(viewport, plot);
  const [top, bottom] = visibleQueries(viewport, plot);
  const span = TILE * 2 ** level;
  const places: TilePlace[] = [];
  for (let row = Math.floor(top / span); row * span < bottom; row++) {
    for (let column = Math.floor(left / span); column * span < right; column++) places.push({ level, row, column });
  }
  const far = ({ row, column }: TilePlace) =>
    Math.hypot((row + 0.5) * span - (top + bottom) / 2, (column + 0.5) * span - (left + right) / 2);
  return places.sort((one, other) => far(one) - far(other));
}

/** The cells that a tile covers, cut at the matrix's edges. */
export function tileRect({ level, row, column }: TilePlace, { queries, keys }: MatrixShape): TokenRect {
  const span = TILE * 2 ** level;
  const [left, top] = [column * span, row * span];
  return { left, top, width: Math.min(span, keys - left), height: Math.min(span, queries - top) };
}

/** The tile `levels` above that covers this one. */
export function ancestor({ level, row, column }: TilePlace, levels: number): TilePlace {
  const by = 2 ** levels;
  return { level: level + levels, row: Math.floor(row / by), column: Math.floor(column / by) };
}

/** The part of a tile's own cells, from its left and top, that covers `rect`. */
export function cellsOf(place: TilePlace, rect: TokenRect): TokenRect {
  const cell = 2 ** place.level;
  const [left, top] = [place.column * TILE, place.row * TILE];
  return { left: rect.left / cell - left, top: rect.top / cell - top, width: rect.width / cell, height: rect.height / cell };
}
