import assert from "node:assert/strict";
import { contrast, oklabOf, parseColor, type Rgb, rgbOf } from "../../../webview/draw/color";
import { endingAt, ENDS, isDark, rampColor, rampOn, strengthOf, usualEnd, valueOf } from "../../../webview/draw/ramp";

const BACKGROUNDS: Readonly<Record<string, Rgb>> = {
  dark: [31, 31, 31],
  light: [255, 255, 255],
  black: [0, 0, 0],
  solarized: [0, 43, 54],
  sepia: [253, 246, 227],
};

describe("ramp", () => {
  for (const [name, background] of Object.entries(BACKGROUNDS)) {
    for (const highContrast of [false, true]) {
      const ramp = rampOn(background, highContrast);
      const lightness = Array.from({ length: 256 }, (_, index) => oklabOf(rampColor(ramp, index / 255))[0]);

      it(`begins at the background and never turns back, on ${name}${highContrast ? " with high contrast" : ""}`, () => {
        assert.deepEqual(rampColor(ramp, 0), background);
        const sign = isDark(background) ? 1 : -1;
        for (let index = 1; index < 256; index++) assert.ok(sign * (lightness[index]! - lightness[index - 1]!) > -0.004, `step ${index}`);
      });

      it(`rises evenly in lightness, on ${name}${highContrast ? " with high contrast" : ""}`, () => {
        const [first, last] = [Math.max(0.13, lightness[0]!), lightness[255]!];
        for (let index = 1; index < 256; index++) {
          assert.ok(Math.abs(lightness[index]! - (first + ((last - first) * index) / 255)) < 0.02, `at ${index}: ${lightness[index]}`);
        }
      });

      it(`ends in something that stands out, on ${name}${highContrast ? " with high contrast" : ""}`, () => {
        assert.ok(contrast(background, rampColor(ramp, 1)) >= (highContrast ? 12 : 9));
        assert.ok(contrast(background, rampColor(ramp, 0.5)) >= 2);
      });
    }
  }

  it("goes to white, and almost to black, under high contrast", () => {
    assert.deepEqual(rampColor(rampOn([0, 0, 0], true), 1), [255, 255, 255]);
    assert.ok(contrast([255, 255, 255], rampColor(rampOn([255, 255, 255], true), 1)) > 18);
  });

  it("reaches its end earlier when asked to", () => {
    const ramp = rampOn([31, 31, 31], false);
    for (const end of ENDS) {
      const steep = endingAt(ramp, end);
      assert.deepEqual(rampColor(steep, 0), rampColor(ramp, 0));
      assert.deepEqual(rampColor(steep, Math.sqrt(end) + 0.004), rampColor(ramp, 1), `end ${end}`);
      const half = Math.round(255 * Math.sqrt(end / 4)) / 255;
      const [got, wanted] = [oklabOf(rampColor(steep, half))[0], oklabOf(rampColor(ramp, 0.5))[0]];
      assert.ok(Math.abs(got - wanted) < 0.03, `end ${end}: ${got} for ${wanted}`);
    }
    assert.deepEqual(endingAt(ramp, 1), ramp);
  });

  it("ends earlier the more tokens share a row", () => {
    const ends = [5, 12, 48, 49, 320, 800, 2000, 32_000].map(usualEnd);
    assert.equal(ends[0], 1);
    for (let index = 1; index < ends.length; index++) assert.ok(ends[index]! <= ends[index - 1]!);
  });

  it("turns strengths into values and back to a byte", () => {
    for (const scale of [1, 3.7]) {
      for (let byte = 0; byte < 256; byte++) {
        assert.equal(Math.round(255 * strengthOf(valueOf(byte, scale), scale)), byte);
      }
    }
    assert.equal(strengthOf(5, 1), 1);
    assert.equal(strengthOf(-1, 1), 0);
    assert.equal(strengthOf(1, 0), 0);
  });
});

describe("color", () => {
  it("reads what themes and canvases write", () => {
    assert.deepEqual(parseColor("#1f1f1f"), { rgb: [31, 31, 31], alpha: 1 });
    assert.deepEqual(parseColor(" #FFF "), { rgb: [255, 255, 255], alpha: 1 });
    assert.deepEqual(parseColor("#00000080"), { rgb: [0, 0, 0], alpha: 128 / 255 });
    assert.deepEqual(parseColor("rgba(1, 2, 3, 0.5)"), { rgb: [1, 2, 3], alpha: 0.5 });
    assert.deepEqual(parseColor("rgb(10 20 30 / 25%)"), { rgb: [10, 20, 30], alpha: 0.25 });
    for (const wrong of ["", "red", "#12345", "#1234567", "rgb(1, 2)", "rgb(a, b, c)"]) assert.equal(parseColor(wrong), undefined, wrong);
  });

  it("goes to Oklab and back", () => {
    assert.deepEqual(oklabOf([255, 255, 255]).map(value => Math.abs(Number(value.toFixed(3)))), [1, 0, 0]);
    // The values of red that Oklab's author gives.
    assert.deepEqual(oklabOf([255, 0, 0]).map(value => Number(value.toFixed(3))), [0.628, 0.225, 0.126]);
    for (let red = 0; red < 256; red += 51) {
      for (let green = 0; green < 256; green += 51) {
        for (let blue = 0; blue < 256; blue += 51) {
          const back = rgbOf(oklabOf([red, green, blue]));
          assert.ok(back.every((value, index) => Math.abs(value - [red, green, blue][index]!) <= 5), `${red} ${green} ${blue} → ${back.join(" ")}`);
        }
      }
    }
  });

  it("knows how well two colours can be told apart", () => {
    assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21);
    assert.equal(contrast([9, 9, 9], [9, 9, 9]), 1);
    // The grey that is said to be the lightest legible one on white.
    assert.ok(Math.abs(contrast([118, 118, 118], [255, 255, 255]) - 4.54) < 0.01);
  });

  it("gives up chroma, not lightness, for what a screen cannot show", () => {
    const [lightness] = oklabOf(rgbOf([0.7, 0.3, 0.3]));
    assert.ok(Math.abs(lightness - 0.7) < 0.02);
  });
});
