import assert from "node:assert/strict";
import { heaviestWindow, listWindow, scrollIntoView, scrollToMiddle } from "../../../webview/draw/listWindow";

describe("window of a long list", () => {
  it("holds every row that is seen, and not many more", () => {
    for (const scrolled of [0, 1, 21, 22, 500.5, 43_600, 1e7]) {
      const { first, end } = listWindow(2000, 22, scrolled, 400, 3);
      assert.ok(first >= 0 && end <= 2000 && first <= end);
      const seen = [Math.floor(scrolled / 22), Math.ceil((scrolled + 400) / 22)].map(row => Math.min(2000, row)) as [number, number];
      assert.ok(first <= seen[0] && end >= seen[1], `at ${scrolled}`);
      assert.ok(end - first <= Math.ceil(400 / 22) + 1 + 6);
    }
  });

  it("is the whole of a short list", () => {
    assert.deepEqual(listWindow(5, 22, 0, 400), { first: 0, end: 5 });
    assert.deepEqual(listWindow(0, 22, 0, 400), { first: 0, end: 0 });
  });

  it("scrolls a row to the middle, or just into sight", () => {
    assert.equal(scrollToMiddle(100, 20, 50, 200), 910);
    assert.equal(scrollToMiddle(100, 20, 0, 200), 0);
    assert.equal(scrollToMiddle(100, 20, 99, 200), 1800);
    assert.equal(scrollToMiddle(5, 20, 4, 200), 0);
    assert.equal(scrollIntoView(20, 3, 100, 200), 60);
    assert.equal(scrollIntoView(20, 20, 100, 200), 220);
    assert.equal(scrollIntoView(20, 8, 100, 200), 100);
  });
});

describe("heaviest window", () => {
  const weights = (entries: Readonly<Record<number, number>>, length = 100) => Float32Array.from({ length }, (_, index) => entries[index] ?? 0);

  it("holds the neighbours with the most weight", () => {
    assert.equal(heaviestWindow(weights({ 40: 0.2, 44: 0.3, 70: 0.4 }), 5, 0), 40);
    for (let trial = 0; trial < 40; trial++) {
      const line = Float32Array.from({ length: 30 }, (_, index) => (Math.sin(index * 12.9 + trial * 7.7) + 1) ** 4);
      const sum = (first: number) => line.slice(first, first + 6).reduce((total, value, offset) => total + (first + offset === 0 ? 0 : value), 0);
      const best = Math.max(...Array.from({ length: 25 }, (_, first) => sum(first)));
      assert.ok(Math.abs(sum(heaviestWindow(line, 6, 15)) - best) < 1e-4);
    }
  });

  it("is not drawn to the beginning by a sink", () => {
    assert.equal(heaviestWindow(weights({ 0: 0.95, 60: 0.03 }), 5, 58), 56);
  });

  it("lies around the token itself when nothing has weight, and begins at 0 in a short text", () => {
    assert.ok(Math.abs(heaviestWindow(weights({}), 10, 50) + 5 - 50) <= 1);
    assert.equal(heaviestWindow(weights({ 3: 1 }, 6), 18, 3), 0);
  });
});
