/** Sizes of the layers × heads grid, in pixels. */
export interface ThumbnailGrid {
  /** Side of one thumbnail. */
  readonly side: number;
  readonly gap: number;
  /** Width of the row labels. */
  readonly gutter: number;
}

const LEAST = 20;
const GREATEST = 64;

/**
 * Thumbnails as large as fit into `width`, and into `height` where that leaves them at a size that can be seen; never
 * smaller than can be clicked, so that a large model scrolls.
 */
export function thumbnailGrid(layers: number, heads: number, width: number, height: number): ThumbnailGrid {
  const gutter = 26;
  const gap = width / heads > 34 ? 4 : 2;
  const wide = Math.floor((width - gutter) / heads) - gap;
  const high = Math.floor(height / layers) - gap;
  const side = Math.min(GREATEST, wide, Math.max(high, LEAST + 4));
  return { side: Math.max(LEAST, side), gap, gutter };
}
