/** Sizes of the layers × heads grid, in pixels. */
export interface ThumbnailGrid {
  /** Of one thumbnail. */
  readonly width: number;
  readonly height: number;
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
// A thumbnail with few rows or columns is stretched rather than too narrow to be clicked.
const LONGEST = 2;

/**
 * Thumbnails as large as fit into `width`, and into `height` where that leaves them at a size that can be seen; never
 * smaller than can be clicked, so that a large model scrolls. The card goes beside the grid where that leaves thumbnails of
 * at least `leastBeside` pixels. `proportion` is the matrices' height by their width.
 */
export function thumbnailGrid(layers: number, heads: number, width: number, height: number, proportion = 1, leastBeside = LEAST): ThumbnailGrid {
  const shape = Math.min(LONGEST, Math.max(1 / LONGEST, proportion));
  const beside = sizes(layers, heads, width - CARD, height, shape);
  if (beside.longer >= leastBeside) return { ...gridOf(beside, shape), cardBeside: true };
  return { ...gridOf(sizes(layers, heads, width, height, shape), shape), cardBeside: false };
}

interface Sizes {
  readonly longer: number;
  readonly gap: number;
}

function sizes(layers: number, heads: number, width: number, height: number, shape: number): Sizes {
  const gap = (width - GUTTER) / heads > 34 ? 4 : 2;
  const wide = (Math.floor((width - GUTTER) / heads) - gap) / Math.min(1, 1 / shape);
  const high = (Math.floor(height / layers) - gap) / Math.min(1, shape);
  return { longer: Math.min(GREATEST, wide, Math.max(high, COMFORTABLE)), gap };
}

function gridOf({ longer, gap }: Sizes, shape: number): Omit<ThumbnailGrid, "cardBeside"> {
  const side = Math.max(LEAST, longer);
  return { width: Math.round(side * Math.min(1, 1 / shape)), height: Math.round(side * Math.min(1, shape)), gap, gutter: GUTTER };
}
