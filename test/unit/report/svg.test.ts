import assert from "node:assert/strict";
import { curveScales } from "../../../src/report/curvesGeometry";
import { MARGIN, plotBox } from "../../../src/report/plot";
import { pictureSvg } from "../../../src/report/pictureSvg";
import { type Element, elements, readMarkup, textOf } from "./markup";
import { cells, curves, HOSTILE, listing } from "./pictures";

const drawn = (picture: Parameters<typeof pictureSvg>[0], sheet = 0): Element => readMarkup(pictureSvg(picture, sheet) ?? "");
const ofClass = (root: Element, name: string, kind: string): Element[] => elements(root, name).filter(({ attributes }) => attributes["class"]?.split(" ").includes(kind));
const numbersIn = (path = ""): number[] => (path.match(/-?[\d.]+/g) ?? []).map(Number);

describe("Curves as SVG", () => {
  const root = drawn(curves);
  const { x, y } = curveScales(curves, plotBox(640, 220));

  it("is one file with its namespace, its title and what it is about", () => {
    const [svg] = elements(root, "svg");
    assert.equal(svg?.attributes["xmlns"], "http://www.w3.org/2000/svg");
    assert.deepEqual(elements(root, "title").slice(0, 1).map(textOf), ["Accuracy by depth"]);
    assert.deepEqual(elements(root, "desc").map(textOf), ["Means of three repetitions."]);
  });

  it("marks its axes where their values are, with their names", () => {
    const text = elements(root, "text");
    const place = (words: string, anchor: string) => text.find(one => textOf(one) === words && one.attributes["text-anchor"] === anchor);
    for (const at of [0, 1, 2, 3, 4]) assert.equal(Number(place(String(at), "middle")?.attributes["x"]), Math.round(10 * x.toPixel(at)) / 10);
    assert.deepEqual(y.ticks, [20, 40, 60, 80, 100]);
    for (const at of y.ticks) assert.ok(Math.abs(Number(place(String(at), "end")?.attributes["y"]) - 3.5 - y.toPixel(at)) < 0.1);
    assert.ok(place("Depth (documents)", "end"));
    assert.ok(text.some(one => textOf(one) === "accuracy (%)"));
    assert.ok(place("trained length", "end"), "named on the side that has room");
  });

  it("leaves a gap where a line has no value, and a dot where a value stands alone", () => {
    const [model, oracle] = ofClass(root, "path", "line");
    const px = (value: number): number => Number(x.toPixel(value).toFixed(1));
    const py = (value: number): number => Number(y.toPixel(value).toFixed(1));
    assert.deepEqual(numbersIn(model?.attributes["d"]), [px(0), py(10), px(1), py(20), px(3), py(40), px(4), py(50)]);
    assert.equal(model?.attributes["d"]?.match(/M/g)?.length, 2);
    assert.deepEqual(numbersIn(oracle?.attributes["d"]), [px(1), py(100)]);
    const told = elements(root, "circle").map(circle => textOf(circle));
    assert.deepEqual(told.slice(0, 1), ["model · Depth 0: accuracy 10 % ± 5"]);
    assert.deepEqual(told.slice(4), ["oracle · Depth 1: accuracy 100 %"]);
  });

  it("draws what lies around a line as an area for each stretch", () => {
    const bands = ofClass(root, "path", "spread");
    assert.equal(bands.length, 1, "one line has a spread");
    const d = bands[0]?.attributes["d"] ?? "";
    assert.equal(d.match(/M/g)?.length, 2);
    assert.ok(!d.includes("NaN"));
    const edge = [15, 25, 15, 5].map(value => Number(y.toPixel(value).toFixed(1)));
    assert.deepEqual(numbersIn(d).slice(0, 8).filter((_, index) => index % 2 === 1), edge);
  });

  it("tells lines apart by colour, dashes and a legend", () => {
    const [model, oracle] = ofClass(root, "path", "line");
    assert.notEqual(model?.attributes["class"], oracle?.attributes["class"]);
    assert.equal(model?.attributes["stroke-dasharray"], undefined);
    assert.equal(oracle?.attributes["stroke-dasharray"], "6 3");
    const words = elements(root, "text").map(textOf);
    assert.ok(words.includes("model") && words.includes("oracle"));
    assert.ok(!elements(drawn({ ...curves, lines: curves.lines.slice(0, 1) }), "text").map(textOf).includes("model"), "a single line needs none");
  });

  it("puts powers of ten equally far apart, with nothing on the floor", () => {
    const logarithmic = { ...curves, logarithmic: true, marks: [], lines: [{ name: "p", values: Float32Array.from([1e-3, 1e-2, 1e-1, 1, 0]), spread: Float32Array.from([1, 0, 0, 0, 0]) }] };
    const { y: up } = curveScales(logarithmic, plotBox(640, 220));
    assert.ok(Math.abs(up.toPixel(0.01) - up.toPixel(0.1) - (up.toPixel(0.1) - up.toPixel(1))) < 1e-9);
    assert.equal(up.toPixel(0), MARGIN.top + 220);
    assert.equal(up.toPixel(-1), MARGIN.top + 220);
    assert.ok(up.ticks.every(tick => Number.isInteger(Math.log10(tick))));
    const [band] = ofClass(drawn(logarithmic), "path", "spread");
    assert.ok(!/NaN|Infinity/.test(band?.attributes["d"] ?? "NaN"));
  });

  it("shows hostile names as they are, and nothing of them as markup", () => {
    const hostile = drawn({ ...curves, title: HOSTILE, x: { ...curves.x, name: HOSTILE }, lines: curves.lines.map(line => ({ ...line, name: HOSTILE })) });
    assert.equal(elements(hostile, "script").length, 0);
    assert.equal(textOf(elements(hostile, "title")[0]!), HOSTILE.replace("\u0000", "⟨0000⟩").replace("\u202E", "⟨202E⟩"));
  });

  it("draws a sweep's first point, and none at all", () => {
    const none = Float32Array.from([NaN, NaN, NaN, NaN, NaN]);
    const empty = drawn({ ...curves, lines: [{ name: "model", values: none, spread: none }] });
    assert.equal(elements(empty, "circle").length, 0);
    assert.ok(!(pictureSvg({ ...curves, lines: [{ name: "model", values: none, spread: none }] }, 0) ?? "").includes("NaN"));
    const first = drawn({ ...curves, lines: [{ name: "model", values: Float32Array.from([NaN, NaN, 7, NaN, NaN]) }] });
    assert.equal(elements(first, "circle").length, 1);
  });
});

describe("Tables as SVG", () => {
  it("colours each cell by its value, tells it, and leaves out what is not there", () => {
    const root = drawn(cells, 0);
    const told = elements(root, "rect").filter(rect => elements(rect, "title").length > 0);
    assert.deepEqual(told.map(rect => [rect.attributes["class"], rect.attributes["fill-opacity"]]), [
      ["above", "0.9"],
      ["above", "0.45"],
      ["none", undefined],
      ["above", "0"],
      ["above", "0.225"],
      ["above", "0.113"],
    ]);
    assert.equal(textOf(told[5]!), "layer 1, head 2: mass 0.125");
    assert.deepEqual(ofClass(root, "text", "cell-value").map(textOf), ["1", "0.5", "–", "0", "0.25", "0.125"]);
  });

  it("is the sheet that is asked for, with a colour for either sign", () => {
    const root = drawn(cells, 1);
    assert.equal(textOf(elements(root, "title")[0]!), "Mass: without");
    assert.equal(ofClass(root, "rect", "below").filter(rect => elements(rect, "title").length > 0).length, 1);
    assert.equal(textOf(elements(drawn(cells, 9), "title")[0]!), "Mass: without", "no such sheet: the last one");
  });

  it("paints many cells by their strength, neighbours that are alike as one", () => {
    const count = 60;
    const at = Float32Array.from({ length: count }, (_, index) => index);
    const values = Float32Array.from({ length: count * count }, (_, index) => (index % count < 30 ? 1 : index % count === 30 ? NaN : index % count === 31 ? 0 : -0.5));
    const root = drawn({ ...cells, rows: { ...cells.rows, at }, columns: { ...cells.columns, at }, sheets: [{ name: "", values }] });
    const paths = elements(root, "path").filter(path => path.attributes["fill-opacity"] !== undefined);
    assert.deepEqual(paths.map(path => [path.attributes["class"], path.attributes["fill-opacity"]]), [["above", "0.9"], ["below", "0.45"]]);
    assert.deepEqual(paths.map(path => path.attributes["d"]?.split("z")[0]), ["M0 0h30v1h-30", "M32 0h28v1h-28"]);
    assert.equal(paths[0]?.attributes["d"]?.match(/M/g)?.length, count);
  });
});

describe("A listing", () => {
  it("is words and no drawing", () => assert.equal(pictureSvg(listing, 0), null));
});
