/** The rows of a long list that have to exist: `first` up to `end` (excluded). */
export interface ListWindow {
  readonly first: number;
  readonly end: number;
}

/** Rows seen in a scrolled list of equal rows, and `overscan` more on either side. Lengths in pixels. */
export function listWindow(count: number, rowHeight: number, scrolled: number, height: number, overscan = 4): ListWindow {
  const first = Math.floor(scrolled / rowHeight) - overscan;
  const end = Math.ceil((scrolled + height) / rowHeight) + overscan;
  return { first: Math.min(count, Math.max(0, first)), end: Math.max(0, Math.min(count, end)) };
}

/** How far to scroll for `row` to be in the middle. */
export function scrollToMiddle(count: number, rowHeight: number, row: number, height: number): number {
  return Math.min(Math.max(0, count * rowHeight - height), Math.max(0, (row + 0.5) * rowHeight - height / 2));
}

/** How far to scroll, as little as possible, for `row` to be seen. */
export function scrollIntoView(rowHeight: number, row: number, scrolled: number, height: number): number {
  return Math.max(Math.min(scrolled, row * rowHeight), (row + 1) * rowHeight - height);
}

/**
 * The first of `rows` neighbouring tokens that hold the most weight; the window nearest to `near` among equals. Token 0 is
 * left out where anything else has weight: as a sink it would draw every window to the beginning.
 */
export function heaviestWindow(weights: ArrayLike<number>, rows: number, near: number): number {
  const count = weights.length;
  const size = Math.min(rows, count);
  let sum = 0;
  for (let token = 1; token < size; token++) sum += weights[token] ?? 0;
  let [best, bestSum] = [0, sum];
  const distance = (first: number) => Math.abs(first + size / 2 - near);
  for (let first = 1; first + size <= count; first++) {
    sum += (weights[first + size - 1] ?? 0) - (first === 1 ? 0 : (weights[first - 1] ?? 0));
    const better = sum > bestSum + 1e-9;
    if (better || (sum > bestSum - 1e-9 && distance(first) < distance(best))) [best, bestSum] = [first, Math.max(sum, bestSum)];
  }
  return best;
}
