import assert from "node:assert/strict";
import type { CurvesPicture, HandsPicture, StackPositions, TablePicture } from "../../../src/protocol/positions";
import type { WhatIfResult } from "../../../src/protocol/whatIf";
import { allRows, numbersOf } from "../../../src/report/pictureNumbers";
import { cellScale, plotBox } from "../../../src/report/plot";
import { linearScale, logarithmicScale, nearest, rangeOf, roundStep } from "../../../src/report/scale";
import { short } from "../../../src/report/words";
import { oklabOf } from "../../../webview/draw/color";
import { signedColor, signedRampOn } from "../../../webview/draw/signedRamp";
import { choiceOf, cursorIn, moved, withChoice } from "../../../webview/pictures/pictureState";
import { cellAt } from "../../../webview/pictures/pointing";
import { reading } from "../../../webview/pictures/reading";
import { measuredPictures } from "../../../webview/positions/measured";
import { triedPictures } from "../../../webview/positions/tried";
import { initialState } from "../../../webview/positions/state";
import { headIn } from "../../../webview/positions/textState";

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

describe("What is measured on a text", () => {
  /** Four tokens that see their past: distances −3 … 0 have pairs. */
  const past = {
    from: -3,
    pairs: Int32Array.from([1, 2, 3, 4, 0, 0, 0]),
    weight: Float32Array.from([0.1, 0.2, 0.3, 0.4, NaN, NaN, NaN]),
    content: Float32Array.from([1, -2, 3, 0.5, NaN, NaN, NaN]),
    position: Float32Array.from([-3, -2, -1, 0, NaN, NaN, NaN]),
    formula: null,
    turned: null,
  };
  const stackOf = (kind: StackPositions["kind"], picture: CurvesPicture): StackPositions => ({ stack: "model", kind, name: "", explanation: "", formula: "", paper: "", facts: [], pictures: [picture] });
  const far = { name: "Query − key", unit: "positions", at: Float32Array.from([0, 1, 2, 3, 4]) };

  it("shows only the distances that occur, with content and positions told apart", () => {
    const [weights, logits] = measuredPictures(past, undefined, 0);
    assert.deepEqual([...(weights?.x.at ?? [])], [-3, -2, -1, 0]);
    assert.deepEqual(weights?.lines.map(({ values }) => values.length), [4]);
    assert.deepEqual(logits?.lines.map(({ name }) => name), ["content", "positions"]);
    assert.deepEqual(measuredPictures({ ...past, position: null }, undefined, 0)[1]?.lines.map(({ name }) => name), ["q·k"]);
    assert.deepEqual(measuredPictures({ ...past, pairs: new Int32Array(7) }, undefined, 0), []);
  });

  it("lays ALiBi's own line over what was measured", () => {
    const bias = { ...lines, id: "bias", x: far, lines: [0, 1].map(head => ({ name: `head ${head}`, values: far.at.map(distance => -distance * (head + 1)) })) };
    const [, logits] = measuredPictures(past, stackOf("alibi", bias), 0);
    assert.deepEqual([...(logits?.lines[2]?.values ?? [])].map(Math.abs), [...past.position.subarray(0, 4)].map(Math.abs));
  });

  it("takes T5's last bucket for distances beyond the curve", () => {
    const bias = { ...lines, id: "bias", lines: [{ name: "head 0", values: Float32Array.from([9, 8, 7]) }] };
    const [, logits] = measuredPictures(past, stackOf("buckets", bias), 0);
    assert.deepEqual([...(logits?.lines[2]?.values ?? [])], [9, 9, 8, 7]);
  });

  it("draws the bound of rotary positions as high as the greatest mean, and not at all where it does not reach", () => {
    const decay = { ...lines, id: "decay", x: far, lines: [{ name: "bound", values: Float32Array.from([1, 0.75, 0.5, 0.25, 0.125]) }] };
    const bound = measuredPictures({ ...past, position: null }, stackOf("rotary", decay), 5)[1]?.lines[1];
    assert.deepEqual([...(bound?.values ?? [])], [0.75, 1.5, 2.25, 3]);
    const short = { ...decay, x: { ...far, at: far.at.slice(0, 2) } };
    assert.equal(measuredPictures(past, stackOf("rotary", short), 0)[1]?.lines.length, 2);
  });

  it("lays the formula's terms over what relative vectors add, and shows what turning does to lengths", () => {
    const formula = [{ name: "q·W_rel by the formula", values: Float32Array.from([-3, -2, -1, 0, NaN, NaN, NaN]) }];
    const [, logits] = measuredPictures({ ...past, formula }, undefined, 0);
    assert.deepEqual(logits?.lines.map(({ name, values }) => [name, values.length]), [["content", 4], ["positions", 4], ["q·W_rel by the formula", 4]]);
    const side = (...lengths: number[]) => ({ before: Float32Array.from(lengths), after: Float32Array.from(lengths) });
    const turned = { channels: 8, factor: 1, q: side(1, 2, 3, 4), k: side(5, 6, 7, 8), difference: 1.2e-7 };
    const lengths = measuredPictures({ ...past, position: null, turned }, undefined, 0)[2];
    assert.match(lengths?.about ?? "", /the 8 channels that turn.*relative difference is 1\.2e-7/);
    assert.deepEqual(lengths?.lines.map(({ values }) => values[3]), [4, 4, 8, 8]);
    assert.match(measuredPictures({ ...past, turned: { ...turned, factor: 1.25 } }, undefined, 0)[2]?.about ?? "", /times 1\.25/);
  });

  it("keeps to the heads that the run has", () => {
    const run = { tokens: 4, total: 4, panes: [{ pane: 0, kind: "encoder" as const, layers: 3, heads: 4 }, { pane: 1, kind: "decoder" as const, layers: 2, heads: 4 }] };
    assert.deepEqual(headIn(run, { pane: 1, layer: 2, head: 9 }), { pane: 1, layer: 1, head: 3 });
    assert.deepEqual(headIn(run, { pane: 7, layer: 0, head: 1 }), { pane: 0, layer: 0, head: 1 });
  });
});

describe("What came of a what-if", () => {
  const result: WhatIfResult = {
    change: { kind: "theta", theta: 100 },
    about: "θ = 100",
    tokens: 3,
    attention: { greatest: 0.5, mean: 0.1 },
    byDistance: { from: -2, before: Float32Array.from([0.1, 0.2, 0.7, NaN, NaN]), after: Float32Array.from([0.3, 0.3, 0.4, NaN, NaN]) },
    stream: 0.5,
    next: null,
    past: null,
  };

  it("shows attention by distance before and after, where there are pairs", () => {
    const [weights, ...others] = triedPictures(result);
    assert.equal(others.length, 0);
    assert.deepEqual([...(weights?.x.at ?? [])], [-2, -1, 0]);
    assert.deepEqual(weights?.lines.map(({ name, values }) => [name, values.length]), [["as it is", 3], ["what if", 3]]);
    assert.equal(weights.marks, undefined);
    assert.deepEqual(triedPictures({ ...result, byDistance: null }), []);
  });

  it("shows losses past the context in bins that do not cross its end, with gaps where there is none", () => {
    const whole = Float32Array.from({ length: 70 }, (_, index) => index);
    const alone = whole.map((value, index) => (index < 40 ? NaN : value + 1));
    const again = { tokens: 38, whole: 50, alone: 51 };
    const [weights, losses] = triedPictures({ ...result, past: { context: 33, far: 0.2, losses: { whole, alone, inside: 16, beyond: 51, again } } });
    assert.deepEqual(weights?.marks, [], "no pair is 33 apart");
    const [one, last] = losses?.lines ?? [];
    assert.ok(losses && one && last);
    // Two positions a bin; the last inside has one.
    assert.deepEqual([losses.x.at[0], losses.x.at[15], losses.x.at[16], losses.x.at[17]], [0.5, 30.5, 32, 33.5]);
    assert.deepEqual(one.values, losses.x.at);
    last.values.forEach((value, bin) => {
      if ((losses.x.at[bin] as number) < 39) assert.ok(Number.isNaN(value));
      else assert.ok(value > (one.values[bin] as number));
    });
    assert.deepEqual(losses.marks?.map(({ at }) => at), [33]);
    assert.equal(reading(losses, { row: 1, column: 0 }, 0), "the last tokens alone · Position 0.5: loss – nats");
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
