import assert from "node:assert/strict";
import { CARD, type ThumbnailGrid, thumbnailGrid } from "../../../webview/draw/thumbnailGrid";

const width = ({ side, gap, gutter }: ThumbnailGrid, heads: number) => gutter + heads * (side + gap);

describe("thumbnail grid", () => {
  it("fits beside the card where there is room, else below", () => {
    for (const [layers, heads] of [[4, 4], [6, 8], [12, 12], [32, 32], [80, 64]] as const) {
      for (const available of [280, 340, 520, 668, 900, 1500]) {
        const grid = thumbnailGrid(layers, heads, available, 360);
        assert.ok(grid.side >= 18 && grid.side <= 64, `${heads} heads in ${available}: ${grid.side}`);
        if (grid.cardBeside) assert.ok(width(grid, heads) <= available - CARD);
        else if (grid.side > 18) assert.ok(width(grid, heads) <= available);
      }
    }
  });

  it("shows 12 × 12 without scrolling and 32 heads side by side in half a window", () => {
    const small = thumbnailGrid(12, 12, 668, 360);
    assert.ok(small.cardBeside && 12 * (small.side + small.gap) <= 360);
    assert.ok(width(thumbnailGrid(32, 32, 668, 360), 32) <= 668);
  });
});
