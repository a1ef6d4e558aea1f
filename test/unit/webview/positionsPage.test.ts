import assert from "node:assert/strict";
import type { CurvesPicture, HandsPicture, TablePicture } from "../../../src/protocol/positions";
import { oklabOf } from "../../../webview/draw/color";
import { linearScale, logarithmicScale, nearest, rangeOf, roundStep } from "../../../webview/draw/scale";
import { signedColor, signedRampOn } from "../../../webview/draw/signedRamp";
import { allRows, numbersOf } from "../../../webview/positions/numbers";
import { cellAt, cellScale, plotBox } from "../../../webview/positions/plot";
import { choiceOf, cursorIn, initialState, moved, withChoice } from "../../../webview/positions/state";
import { reading, short } from "../../../webview/positions/words";

const titled = { id: "p", title: "A picture", about: "" };
const axis = (name: string, at: readonly number[], unit = "") => ({ name, unit, at: Float32Array.from(at) });
const lines: CurvesPicture = {
  ...titled,
  kind: "curves",
  x: axis("Key − query", [-2, -1, 0], "positions"),
  value: { name: "bias", unit: "" },
  lines: [
    { name: "head 0", values: Float32Array.from([1, 2, 3]), spread: Float32Array.from([0.5, 0, 0]) },
    { name: "head 1", values: Float32Array.from([-4, 5, 6]) },
  ],
  logarithmic: false,
  steps: true,
};
const cells: TablePicture = {
  ...titled,
  kind: "table",
  rows: axis("Position", [0, 4]),
  columns: axis("Channel", [0, 2, 4]),
  value: { name: "added", unit: "" },
  sheets: [
    { name: "layer 0", values: Float32Array.from([1, 2, 3, 4, 5, 6]) },
    { name: "layer 1", values: Float32Array.from([-1, -2, -3, -4, -5, -6]) },
  ],
};
const clocks: HandsPicture = {
  ...titled,
  kind: "hands",
  positions: axis("Position", [0, 1, 9]),
  angles: Float32Array.from([0, 0, 1, 0.5, 9, 4.5]),
  wavelengths: Float32Array.from([2 * Math.PI, 4 * Math.PI]),
};

describe("The positions page", () => {
  it("moves the cursor by keys, and never out of the picture", () => {
    const from = { row: 0, column: 1 };
    assert.deepEqual(moved(lines, from, "ArrowRight", false), { row: 0, column: 2 });
    assert.deepEqual(moved(lines, from, "ArrowRight", true), { row: 0, column: 2 });
    assert.deepEqual(moved(lines, from, "ArrowDown", false), { row: 1, column: 1 });
    assert.deepEqual(moved(lines, from, "ArrowUp", false), { row: 0, column: 1 });
    assert.deepEqual(moved(cells, from, "End", false), { row: 0, column: 2 });
    assert.deepEqual(moved(cells, from, "PageDown", false), { row: 1, column: 1 });
    assert.deepEqual(moved(clocks, from, "ArrowUp", false), { row: 1, column: 1 }, "positions grow upwards");
    assert.equal(moved(lines, from, "x", false), null);
  });

  it("keeps choices by picture, and what it kept is taken as far as it fits", () => {
    const state = withChoice(withChoice(initialState(null), "model.a", { table: true }), "model.a", { cursor: { row: 7, column: 70 } });
    assert.deepEqual(choiceOf(state, "model.a"), { cursor: { row: 7, column: 70 }, table: true, sheet: 0 });
    assert.equal(choiceOf(state, "model.b").table, false);
    const again = initialState(structuredClone(state.choices));
    assert.deepEqual(again.choices, state.choices);
    assert.deepEqual(cursorIn(cells, choiceOf(again, "model.a")), { row: 1, column: 2 });
    for (const odd of [7, "x", { "model.a": 3 }, { "model.a": { cursor: { row: "1" }, sheet: null } }]) assert.equal(choiceOf(initialState(odd), "model.a").cursor, null);
  });

  it("reads the value under the cursor in words", () => {
    assert.equal(reading(lines, { row: 0, column: 0 }, 0), "head 0 · Key − query −2: bias 1 ± 0.5");
    assert.equal(reading(cells, { row: 1, column: 2 }, 1), "layer 1 · Position 4, channel 4: added −6");
    assert.equal(reading(clocks, { row: 2, column: 0 }, 0), "Pair 0 at position 9: 9 rad = 1 turn and 156°; a whole turn takes 6.283 positions");
    assert.deepEqual([0, 0.03125, -1.25, 12_345.6, 6.2e-5].map(short), ["0", "0.0313", "−1.25", "12,346", "6.2e-5"]);
  });

  it("has the numbers of every picture as a table", () => {
    assert.deepEqual(allRows(numbersOf(lines, 0))[1], [-2, 1, 0.5, -4]);
    assert.deepEqual(allRows(numbersOf(cells, 1)), [["Position", "Channel 0", "Channel 2", "Channel 4"], [0, -1, -2, -3], [4, -4, -5, -6]]);
    assert.deepEqual(allRows(numbersOf(clocks, 0))[3], [9, 9, 4.5]);
  });

  it("finds the cell at a point, and the mark of a cell", () => {
    const box = plotBox(366, 100);
    assert.equal(box.width, 300);
    assert.deepEqual(cellAt(box, { x: box.left + 299, y: box.top + 1 }, 2, 3), { row: 0, column: 2 });
    assert.deepEqual(cellAt(box, { x: -5, y: 999 }, 2, 3), { row: 1, column: 0 });
    const scale = cellScale(cells.columns, box.left, box.width, 5);
    assert.deepEqual(scale.ticks, [0, 2, 4]);
    assert.equal(scale.toPixel(2), box.left + 150);
  });
});

describe("Scales", () => {
  it("mark round values inside the range", () => {
    const { ticks, toPixel } = linearScale([-144, 144], [0, 288], 5);
    assert.deepEqual(ticks, [-100, 0, 100]);
    assert.equal(toPixel(0), 144);
    assert.deepEqual(linearScale([0, 0.3], [0, 1], 3).ticks, [0, 0.1, 0.2, 0.3]);
    assert.equal(roundStep(0.21), 0.5);
  });

  it("mark powers of ten along a logarithm", () => {
    const { ticks, toPixel } = logarithmicScale([6.28, 54_000], [100, 0], 5);
    assert.deepEqual(ticks, [1, 10, 100, 1000, 10_000, 100_000]);
    assert.equal(toPixel(1), 100);
    assert.equal(Math.round(toPixel(100_000)), 0);
  });

  it("know the range of lines, also of level ones", () => {
    assert.deepEqual(rangeOf([[1, 2], [-3]]), [-3, 2]);
    const [least, greatest] = rangeOf([[1, 1 + 1e-7]]);
    assert.ok(least < 1 && greatest > 1.05);
    assert.deepEqual(rangeOf([[0, 0]]), [-1, 1]);
  });

  it("find the nearest of ascending values", () => {
    assert.deepEqual([-9, 1.4, 1.6, 40].map(wanted => nearest([0, 1, 2, 8], wanted)), [0, 1, 2, 3]);
    assert.equal(nearest([5], 7), 0);
  });
});

describe("The ramp of two signs", () => {
  for (const [name, background] of [["dark", [31, 31, 31]], ["light", [255, 255, 255]]] as const) {
    it(`begins at the background and goes evenly far both ways (${name})`, () => {
      const ramp = signedRampOn(background, false);
      assert.deepEqual(signedColor(ramp, 0), background);
      const away = (strength: number): number => Math.abs(oklabOf(signedColor(ramp, strength))[0] - oklabOf(background)[0]);
      assert.ok(Math.abs(away(1) - away(-1)) < 0.02 && away(1) > 0.3);
      for (const sign of [1, -1]) for (let step = 1; step <= 10; step++) assert.ok(away((sign * step) / 10) > away((sign * (step - 1)) / 10));
      assert.notDeepEqual(signedColor(ramp, 1), signedColor(ramp, -1));
    });
  }
});
