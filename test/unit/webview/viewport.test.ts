import assert from "node:assert/strict";
import { cellAt, clampViewport, fit, isZoomed, LARGEST_CELL, panBy, type Plot, reveal, scaleRange, sideFor, visibleRange, zoomAt } from "../../../webview/draw/viewport";

const PLOTS: readonly Plot[] = [
  { tokens: 1, side: 56 },
  { tokens: 5, side: 280 },
  { tokens: 12, side: 500 },
  { tokens: 2000, side: 540 },
  { tokens: 32_000, side: 700 },
];

describe("viewport", () => {
  it("keeps small pictures small and fills what there is with large ones", () => {
    assert.equal(sideFor(5, 900), 5 * LARGEST_CELL);
    assert.equal(sideFor(800, 613.7), 613);
  });

  for (const plot of PLOTS) {
    it(`leaves the point under the pointer where it is, for ${plot.tokens} tokens`, () => {
      let viewport = fit(plot);
      const [left, top] = [plot.side * 0.3, plot.side * 0.6];
      for (let step = 0; step < 30; step++) {
        const before = { key: viewport.x + left / viewport.scale, query: viewport.y + top / viewport.scale };
        viewport = zoomAt(viewport, plot, 1.3, left, top);
        assert.ok(Math.abs(viewport.x + left / viewport.scale - before.key) < 1e-6);
        assert.ok(Math.abs(viewport.y + top / viewport.scale - before.query) < 1e-6);
      }
      assert.equal(viewport.scale, scaleRange(plot)[1]);
      for (let step = 0; step < 40; step++) viewport = zoomAt(viewport, plot, 1 / 1.3, left, top);
      assert.deepEqual(viewport, fit(plot));
    });

    it(`never shows anything outside, for ${plot.tokens} tokens`, () => {
      let viewport = zoomAt(fit(plot), plot, 9, plot.side, 0);
      for (const [right, down] of [[1e6, 1e6], [-1e6, -1e6], [30, -1e6], [-3, 4]] as const) {
        viewport = panBy(viewport, plot, right, down);
        const span = plot.side / viewport.scale;
        for (const start of [viewport.x, viewport.y]) {
          assert.ok(start >= 0 && start + span <= plot.tokens + 1e-6, `${start} + ${span} of ${plot.tokens}`);
          const [first, end] = visibleRange(start, viewport, plot);
          assert.ok(first >= 0 && end <= plot.tokens && first < end);
        }
      }
      assert.deepEqual(clampViewport(viewport, plot), viewport);
    });
  }

  it("finds the cell under a point, and nothing outside", () => {
    const plot = { tokens: 10, side: 100 };
    assert.deepEqual(cellAt(fit(plot), plot, 0, 99.9), { query: 9, key: 0 });
    assert.deepEqual(cellAt({ x: 4, y: 2, scale: 20 }, plot, 45, 25), { query: 3, key: 6 });
    for (const [left, top] of [[-1, 5], [5, -0.1], [100, 5], [5, 100]] as const) assert.equal(cellAt(fit(plot), plot, left, top), null);
  });

  it("moves just enough for a cell to be seen whole", () => {
    const plot = { tokens: 100, side: 200 };
    const viewport = { x: 40, y: 40, scale: 20 };
    assert.deepEqual(reveal(viewport, plot, { query: 45, key: 45 }), viewport);
    assert.deepEqual(reveal(viewport, plot, { query: 60, key: 45 }), { x: 40, y: 52, scale: 20 });
    assert.deepEqual(reveal(viewport, plot, { query: 0, key: 99 }), { x: 90, y: 0, scale: 20 });
  });

  it("knows when there is more than is shown", () => {
    const plot = { tokens: 100, side: 200 };
    assert.equal(isZoomed(fit(plot), plot), false);
    assert.equal(isZoomed(zoomAt(fit(plot), plot, 1.2, 0, 0), plot), true);
  });
});
