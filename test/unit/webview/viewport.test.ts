import assert from "node:assert/strict";
import { cellAt, clampViewport, filled, fit, isZoomed, LARGEST_CELL, panBy, type Plot, plotFor, reveal, scaleRange, type Viewport, visibleKeys, visibleQueries, zoomAt } from "../../../webview/draw/viewport";

const PLOTS: readonly Plot[] = [
  square(1, 56),
  square(5, 280),
  square(12, 500),
  square(2000, 540),
  square(32_000, 700),
  plotFor(9, 23, 613.4, 540),
  plotFor(23, 9, 613.4, 540),
  plotFor(24, 1000, 700, 540),
  plotFor(2000, 1, 700, 540),
];

function square(tokens: number, side: number): Plot {
  return { queries: tokens, keys: tokens, width: side, height: side };
}

const named = ({ queries, keys }: Plot) => `${queries} × ${keys}`;

const at = ({ x, y, scale }: Viewport, left: number, top: number) => ({ key: x + left / scale, query: y + top / scale });

describe("viewport", () => {
  it("keeps small pictures small and fills what there is with large ones", () => {
    assert.deepEqual(plotFor(5, 5, 900, 1200), square(5, 5 * LARGEST_CELL));
    assert.deepEqual(plotFor(800, 800, 613.7, 900), square(800, 613));
    for (let tokens = 1; tokens < 400; tokens++) {
      for (const free of [160, 271.5, 500, 613]) assert.deepEqual(plotFor(tokens, tokens, free, free + 3), square(tokens, Math.floor(Math.min(free, tokens * LARGEST_CELL))));
    }
  });

  it("gives both axes of a rectangle one scale, to a pixel, inside what is free", () => {
    for (const [queries, keys] of [[9, 23], [23, 9], [100, 300], [400, 250], [1, 2]] as const) {
      for (const [width, height] of [[300, 700], [613.4, 540], [1200, 200]] as const) {
        const plot = plotFor(queries, keys, width, height);
        const { scale } = fit(plot);
        const all = filled(fit(plot), plot);
        assert.ok(plot.width <= width + 0.5 && plot.height <= height + 0.5, `${named(plot)} in ${width} × ${height}`);
        assert.ok(scale <= LARGEST_CELL * 1.001 && Math.abs(all.width - keys * scale) <= 0.5 && Math.abs(all.height - queries * scale) <= 0.5);
        assert.ok(all.width >= Math.floor(width) - 1 || all.height >= Math.floor(height) - 1 || scale > LARGEST_CELL - 1, "nothing more would fit");
      }
    }
  });

  it("leaves a thread of few rows the room to be zoomed into", () => {
    const plot = plotFor(24, 1000, 700, 540);
    assert.deepEqual([plot.width, plot.height], [700, 160]);
    assert.deepEqual(filled(fit(plot), plot), { width: 700, height: 17 });
    assert.deepEqual(filled({ x: 0, y: 0, scale: 20 }, plot), { width: 700, height: 160 });
  });

  for (const plot of PLOTS) {
    it(`leaves the point under the pointer where it is, for ${named(plot)}`, () => {
      let viewport = fit(plot);
      const all = filled(fit(plot), plot);
      const [left, top] = [all.width * 0.3, all.height * 0.6];
      const settled = () => viewport.x > 0 && viewport.y > 0;
      let compared = 0;
      for (let step = 0; step < 36; step++) {
        const [wasSettled, before] = [plot.queries === plot.keys || settled(), at(viewport, left, top)];
        viewport = zoomAt(viewport, plot, 1.3, left, top);
        const after = at(viewport, left, top);
        // An axis that does not fill its window yet stays at its beginning.
        if (!wasSettled || (plot.queries !== plot.keys && !settled())) continue;
        compared++;
        assert.ok(Math.abs(after.key - before.key) < 1e-6 && Math.abs(after.query - before.query) < 1e-6);
      }
      assert.ok(compared > 0 || scaleRange(plot)[0] >= LARGEST_CELL - 6 || plot.keys === 1, `${compared} compared`);
      assert.equal(viewport.scale, scaleRange(plot)[1]);
      for (let step = 0; step < 60; step++) viewport = zoomAt(viewport, plot, 1 / 1.3, left, top);
      assert.deepEqual(viewport, fit(plot));
    });

    it(`never shows anything outside, for ${named(plot)}`, () => {
      let viewport = zoomAt(fit(plot), plot, 9, plot.width, 0);
      for (const [right, down] of [[1e6, 1e6], [-1e6, -1e6], [30, -1e6], [-3, 4]] as const) {
        viewport = panBy(viewport, plot, right, down);
        const seen = filled(viewport, plot);
        for (const [start, pixels, tokens, [first, end]] of [
          [viewport.x, seen.width, plot.keys, visibleKeys(viewport, plot)],
          [viewport.y, seen.height, plot.queries, visibleQueries(viewport, plot)],
        ] as const) {
          // A window is whole pixels.
          assert.ok(start >= 0 && start + (pixels - 0.5) / viewport.scale <= tokens + 1e-6, `${start} and ${pixels} pixels of ${tokens}`);
          assert.ok(first >= 0 && end <= tokens && first < end);
        }
      }
      assert.deepEqual(clampViewport(viewport, plot), viewport);
    });
  }

  it("finds the cell under a point, and nothing outside", () => {
    const plot = square(10, 100);
    assert.deepEqual(cellAt(fit(plot), plot, 0, 99.9), { query: 9, key: 0 });
    assert.deepEqual(cellAt({ x: 4, y: 2, scale: 20 }, plot, 45, 25), { query: 3, key: 6 });
    for (const [left, top] of [[-1, 5], [5, -0.1], [100, 5], [5, 100]] as const) assert.equal(cellAt(fit(plot), plot, left, top), null);
    const wide = { queries: 4, keys: 10, width: 100, height: 40 };
    assert.deepEqual(cellAt(fit(wide), wide, 99.9, 39.9), { query: 3, key: 9 });
    assert.equal(cellAt(fit(wide), wide, 50, 40), null);
    assert.equal(cellAt(fit(wide), { ...wide, height: 80 }, 50, 40), null);
  });

  it("moves just enough for a cell to be seen whole", () => {
    const plot = square(100, 200);
    const viewport = { x: 40, y: 40, scale: 20 };
    assert.deepEqual(reveal(viewport, plot, { query: 45, key: 45 }), viewport);
    assert.deepEqual(reveal(viewport, plot, { query: 60, key: 45 }), { x: 40, y: 52, scale: 20 });
    assert.deepEqual(reveal(viewport, plot, { query: 0, key: 99 }), { x: 90, y: 0, scale: 20 });
    const wide = { queries: 20, keys: 100, width: 200, height: 100 };
    assert.deepEqual(reveal({ x: 0, y: 0, scale: 20 }, wide, { query: 19, key: 50 }), { x: 42, y: 15, scale: 20 });
  });

  it("knows when there is more than is shown", () => {
    const plot = square(100, 200);
    assert.equal(isZoomed(fit(plot), plot), false);
    assert.equal(isZoomed(zoomAt(fit(plot), plot, 1.2, 0, 0), plot), true);
  });
});
