import assert from "node:assert/strict";
import { CARD, type ThumbnailGrid, thumbnailGrid } from "../../../webview/draw/thumbnailGrid";

const width = ({ width: side, gap, gutter }: ThumbnailGrid, heads: number) => gutter + heads * (side + gap);

describe("thumbnail grid", () => {
  it("fits beside the card where there is room, else below", () => {
    for (const [layers, heads] of [[4, 4], [6, 8], [12, 12], [32, 32], [80, 64]] as const) {
      for (const available of [280, 340, 520, 668, 900, 1500]) {
        const grid = thumbnailGrid(layers, heads, available, 360);
        assert.ok(grid.width >= 18 && grid.width <= 64 && grid.width === grid.height, `${heads} heads in ${available}: ${grid.width}`);
        if (grid.cardBeside) assert.ok(width(grid, heads) <= available - CARD);
        else if (grid.width > 18) assert.ok(width(grid, heads) <= available);
      }
    }
  });

  it("shows 12 × 12 without scrolling and 32 heads side by side in half a window", () => {
    const small = thumbnailGrid(12, 12, 668, 360);
    assert.ok(small.cardBeside && 12 * (small.height + small.gap) <= 360);
    assert.ok(width(thumbnailGrid(32, 32, 668, 360), 32) <= 668);
  });

  it("has the proportions of the matrices, as far as they can still be clicked", () => {
    for (const [queries, keys] of [[9, 12], [20, 13], [9, 23], [23, 9], [24, 1000]] as const) {
      for (const [layers, heads] of [[6, 8], [24, 16]] as const) {
        for (const available of [340, 668, 1500]) {
          const grid = thumbnailGrid(layers, heads, available, 360, queries / keys);
          const proportion = Math.min(2, Math.max(0.5, queries / keys));
          assert.ok(Math.abs(grid.height - grid.width * proportion) <= 1.5, `${queries} × ${keys}: ${grid.width} × ${grid.height}`);
          assert.ok(Math.min(grid.width, grid.height) >= 9 && Math.max(grid.width, grid.height) <= 64);
          if (grid.cardBeside) assert.ok(width(grid, heads) <= available - CARD);
        }
      }
    }
  });
});
