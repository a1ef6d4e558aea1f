import assert from "node:assert/strict";
import { TILE } from "../../../src/protocol/attention";
import { ancestor, cellsOf, levelFor, tileRect, topLevel, visibleTiles } from "../../../webview/draw/pyramid";
import { fit, type Plot, visibleKeys, visibleQueries, zoomAt } from "../../../webview/draw/viewport";

const PLOTS: readonly Plot[] = [
  { queries: 1700, keys: 1700, width: 500, height: 500 },
  { queries: 600, keys: 1700, width: 500, height: 176 },
  { queries: 1700, keys: 300, width: 160, height: 500 },
  { queries: 9, keys: 23, width: 500, height: 196 },
];

const square = (tokens: number) => ({ queries: tokens, keys: tokens });

describe("tile pyramid", () => {
  it("has the whole matrix in one tile at the top, and needs that level", () => {
    for (const [tokens, level] of [[1, 0], [256, 0], [257, 1], [512, 1], [513, 2], [2000, 3], [32_768, 7]] as const) {
      assert.equal(topLevel(square(tokens)), level, `${tokens} tokens`);
      assert.ok(Math.ceil(tokens / 2 ** level) <= TILE);
      // The longer side decides, whichever it is.
      assert.equal(topLevel({ queries: tokens, keys: 1 }), level);
      assert.equal(topLevel({ queries: Math.ceil(tokens / 3), keys: tokens }), level);
    }
  });

  it("takes the finest level whose cells are at least a device pixel wide", () => {
    assert.equal(levelFor(1, 1, square(2000)), 0);
    assert.equal(levelFor(0.5, 1, square(2000)), 1);
    assert.equal(levelFor(0.5, 2, square(2000)), 0);
    assert.equal(levelFor(0.27, 1, square(2000)), 2);
    assert.equal(levelFor(0.001, 1, square(2000)), 3);
    for (const scale of [0.03, 0.1, 0.26, 0.9, 1.4, 30]) {
      for (const ratio of [1, 1.5, 2]) {
        const level = levelFor(scale, ratio, square(32_000));
        const width = scale * ratio * 2 ** level;
        assert.ok(width >= 1 - 1e-6 && (level === 0 || width < 2), `${scale} at ${ratio}: ${width} pixels at level ${level}`);
      }
    }
  });

  for (const plot of PLOTS) it(`covers what is seen, once, and nothing else, of ${plot.queries} × ${plot.keys}`, () => {
    let viewport = fit(plot);
    for (let step = 0; step < 12; step++) {
      const level = levelFor(viewport.scale, 1, plot);
      const places = visibleTiles(viewport, plot, level);
      const [left, right] = visibleKeys(viewport, plot);
      const [top, bottom] = visibleQueries(viewport, plot);
      const hits = (query: number, key: number) =>
        places.filter(place => {
          const rect = tileRect(place, plot);
          return key >= rect.left && key < rect.left + rect.width && query >= rect.top && query < rect.top + rect.height;
        }).length;
      for (const query of [top, Math.floor((top + bottom) / 2), bottom - 1]) {
        for (const key of [left, Math.floor((left + right) / 2), right - 1]) assert.equal(hits(query, key), 1, `step ${step}, ${query} ${key}`);
      }
      for (const place of places) {
        const rect = tileRect(place, plot);
        assert.ok(rect.left < right && rect.top < bottom && rect.left + rect.width > left && rect.top + rect.height > top, `step ${step}`);
        assert.ok(rect.width > 0 && rect.left + rect.width <= plot.keys);
        assert.ok(rect.height > 0 && rect.top + rect.height <= plot.queries);
      }
      viewport = zoomAt(viewport, plot, 1.45, plot.width * 0.66, plot.height * 0.24);
    }
  });

  it("covers every cell of a rectangle exactly once at every level", () => {
    for (const [queries, keys] of [[9, 23], [23, 300], [700, 300], [513, 512]] as const) {
      const plot: Plot = { queries, keys, width: keys, height: queries };
      for (let level = 0; level <= topLevel(plot); level++) {
        const hits = new Uint8Array(queries * keys);
        for (const place of visibleTiles(fit(plot), plot, level)) {
          const { left, top, width, height } = tileRect(place, plot);
          for (let query = top; query < top + height; query++) for (let key = left; key < left + width; key++) hits[query * keys + key]!++;
        }
        assert.ok(hits.every(times => times === 1), `${queries} × ${keys} at level ${level}`);
      }
      assert.equal(visibleTiles(fit(plot), plot, topLevel(plot)).length, 1);
    }
  });

  it("asks for the middle first", () => {
    const plot = { ...square(2000), width: 1000, height: 1000 };
    const places = visibleTiles({ x: 200, y: 700, scale: 1 }, plot, 0);
    assert.deepEqual(places[0], { level: 0, row: 4, column: 2 });
  });

  it("finds the part of a coarser tile that stands for a finer one", () => {
    const shape = square(1700);
    const place = { level: 0, row: 5, column: 3 };
    const rect = tileRect(place, shape);
    assert.deepEqual(cellsOf(place, rect), { left: 0, top: 0, width: 256, height: 256 });
    for (let up = 1; up <= 3; up++) {
      const above = ancestor(place, up);
      const outer = tileRect(above, shape);
      assert.ok(outer.left <= rect.left && outer.top <= rect.top);
      assert.ok(outer.left + outer.width >= rect.left + rect.width && outer.top + outer.height >= rect.top + rect.height);
      const part = cellsOf(above, rect);
      assert.equal(above.column * TILE * 2 ** up + part.left * 2 ** up, rect.left);
      assert.equal(part.width * 2 ** up, rect.width);
    }
  });

  it("cuts the last tile at the edge of the matrix", () => {
    assert.deepEqual(tileRect({ level: 2, row: 1, column: 1 }, square(1700)), { left: 1024, top: 1024, width: 676, height: 676 });
    assert.deepEqual(tileRect({ level: 0, row: 0, column: 0 }, square(5)), { left: 0, top: 0, width: 5, height: 5 });
    assert.deepEqual(tileRect({ level: 0, row: 0, column: 1 }, { queries: 9, keys: 300 }), { left: 256, top: 0, width: 44, height: 9 });
  });
});
