/** Sizes of the layers × heads grid, in pixels. */
export interface ThumbnailGrid {
  /** Side of one thumbnail. */
  readonly side: number;
  readonly gap: number;
  /** Width of the row labels. */
  readonly gutter: number;
  /** Whether the card with a head's numbers goes beside the grid rather than below it. */
  readonly cardBeside: boolean;
}

/** Least width of the card with a head's numbers and the space before it, in pixels. */
export const CARD = 220;
const GUTTER = 26;
// Still shows a pattern, and lets 32 heads stand side by side in half a window.
const LEAST = 18;
const COMFORTABLE = 24;
const GREATEST = 64;

/**
 * Thumbnails as large as fit into `width`, and into `height` where that leaves them at a size that can be seen; never
 * smaller than can be clicked, so that a large model scrolls. The card goes beside the grid where both have room.
 */
export function thumbnailGrid(layers: number, heads: number, width: number, height: number): ThumbnailGrid {
  const beside = sizes(layers, heads, width - CARD, height);
  return beside.side >= LEAST ? { ...beside, cardBeside: true } : { ...atLeast(sizes(layers, heads, width, height)), cardBeside: false };
}

function sizes(layers: number, heads: number, width: number, height: number): Omit<ThumbnailGrid, "cardBeside"> {
  const gap = (width - GUTTER) / heads > 34 ? 4 : 2;
  const wide = Math.floor((width - GUTTER) / heads) - gap;
  const high = Math.floor(height / layers) - gap;
  return { side: Math.min(GREATEST, wide, Math.max(high, COMFORTABLE)), gap, gutter: GUTTER };
}

function atLeast<S extends { readonly side: number }>(grid: S): S {
  return { ...grid, side: Math.max(LEAST, grid.side) };
}
