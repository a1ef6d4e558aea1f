import assert from "node:assert/strict";
import { axisMarks, beside, ellipsis, LINE_ROOM, niceStep } from "../../../webview/draw/axis";

describe("axis", () => {
  it("names every token where a line of text fits", () => {
    assert.deepEqual(axisMarks(3, 9, LINE_ROOM), { kind: "labels", first: 3, end: 9 });
  });

  it("numbers round positions elsewhere, never too close together", () => {
    for (const scale of [12.9, 5, 1, 0.4, 0.1, 0.02]) {
      const marks = axisMarks(137, 1913, scale);
      assert.equal(marks.kind, "ticks");
      if (marks.kind !== "ticks") continue;
      assert.ok(marks.positions.every(position => position % marks.step === 0 && position >= 137 && position < 1913));
      assert.ok(marks.step * scale >= 43.9 && marks.step * scale <= 120, `${marks.step} × ${scale}`);
    }
  });

  it("steps by 1, 2, 5 and their tens", () => {
    assert.deepEqual([0.2, 1, 1.1, 2.2, 5, 6, 11, 44, 99, 2001].map(niceStep), [1, 1, 2, 5, 5, 10, 20, 50, 100, 5000]);
  });

  it("cuts a text to the room there is, between characters", () => {
    const measure = (text: string) => 10 * [...text].length;
    assert.equal(ellipsis("token", 50, measure), "token");
    assert.equal(ellipsis("tokens", 50, measure), "toke…");
    assert.equal(ellipsis("🗼🗼🗼🗼", 30, measure), "🗼🗼…");
    assert.equal(ellipsis("tokens", 0, measure), "…");
  });

  it("puts a box beside a point and inside the whole", () => {
    assert.equal(beside(100, 10, 50, 400), 110);
    assert.equal(beside(380, 10, 50, 400), 320);
    assert.equal(beside(30, 10, 80, 100), 20);
    assert.equal(beside(30, 10, 200, 100), 0);
  });
});
