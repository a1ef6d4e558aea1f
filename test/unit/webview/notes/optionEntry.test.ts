import assert from "node:assert/strict";
import { NOTES } from "../../../../src/protocol/notes/catalogue";
import type { NoteOption, NumberOption } from "../../../../src/protocol/notes/note";
import { differing, entered, filled, sliderOf } from "../../../../webview/notes/optionEntry";

const share: NumberOption = { kind: "number", name: "share", about: "", least: 0.05, most: 1, step: 0.05, otherwise: 0.3 };
const tokens: NumberOption = { kind: "number", name: "tokens", about: "", least: 16, most: 1_000_000, step: 1, otherwise: 160 };
const seed: NumberOption = { kind: "number", name: "seed", about: "", least: 0, most: 1_000_000, step: 1, otherwise: 1 };
const order: NoteOption = { kind: "choice", name: "order", about: "", values: ["as given", "shuffled"], otherwise: "as given" };
const label: NoteOption = { kind: "text", name: "label", about: "", mostCharacters: 5, otherwise: "Q:" };

describe("What is typed for an option", () => {
  it("is taken inside its range, and whole where it counts something", () => {
    assert.deepEqual(entered(share, " 0.33 "), { value: 0.33 });
    assert.deepEqual(entered(tokens, "16"), { value: 16 });
    assert.deepEqual(entered(tokens, "16.5"), { wrong: "a whole number from 16 to 1,000,000" });
    for (const typed of ["", "0", "1.01", "abc", "NaN", "Infinity", "−1"]) assert.deepEqual(entered(share, typed), { wrong: "a number from 0.05 to 1" }, typed);
  });

  it("is one of the values, or no longer than it may be", () => {
    assert.deepEqual(entered(order, "shuffled"), { value: "shuffled" });
    assert.deepEqual(entered(order, "toString"), { wrong: "one of as given, shuffled" });
    assert.deepEqual(entered(label, ""), { value: "" });
    assert.deepEqual(entered(label, "123456"), { wrong: "a text of 5 characters at most, and has 6" });
  });

  it("fills in what is usual, and leaves it out again", () => {
    const options = [share, order, label];
    assert.deepEqual(filled(options, { order: "shuffled", gone: 7, share: 99 }), { share: 0.3, order: "shuffled", label: "Q:" });
    assert.deepEqual(differing(options, { share: 0.3, order: "shuffled", label: "" }), { order: "shuffled", label: "" });
    assert.deepEqual(filled([{ ...label, name: "constructor" }], {}), { constructor: "Q:" });
  });
});

describe("A slider", () => {
  it("has the steps of the option where they can be aimed at", () => {
    const slider = sliderOf(share);
    assert.deepEqual([slider?.least, slider?.most, slider?.step, slider?.place(0.3), slider?.value(0.4)], [0.05, 1, 0.05, 0.3, 0.4]);
  });

  it("stops at round numbers of every power of ten otherwise, each place at another number", () => {
    const slider = sliderOf(tokens);
    assert.ok(slider);
    const stops = Array.from({ length: slider.most + 1 }, (_, place) => slider.value(place));
    assert.deepEqual(stops.slice(0, 5), [16, 20, 25, 30, 40]);
    assert.deepEqual(stops.slice(-2), [800_000, 1_000_000]);
    assert.ok(stops.includes(160), "the usual value is one of them");
    assert.ok(stops.every((stop, index) => Number.isInteger(stop) && slider.place(stop) === index));
  });

  it("is not there for numbers that mean nothing by their size", () => assert.equal(sliderOf(seed), null));

  it("takes every number option of the notes, inside its range", () => {
    for (const option of NOTES.flatMap(({ statements }) => statements.flatMap<NoteOption>(({ options }) => [...options]))) {
      assert.deepEqual(entered(option, String(option.otherwise)), { value: option.otherwise }, option.name);
      const slider = option.kind === "number" ? sliderOf(option) : null;
      if (!slider || option.kind !== "number") continue;
      assert.deepEqual([slider.value(slider.least), slider.value(slider.most), slider.value(slider.place(option.otherwise))], [option.least, option.most, option.otherwise], option.name);
    }
  });
});
