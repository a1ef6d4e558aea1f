import assert from "node:assert/strict";
import { count, duration, percent, tsv, weight } from "../../../webview/draw/format";

describe("numbers for people", () => {
  it("keeps the digits that count", () => {
    assert.deepEqual(
      [0, 1, 0.62134, 0.0465, 0.00013249, 3.2e-7, 12.34567, 123.456].map(value => weight(value)),
      ["0", "1.0000", "0.6213", "0.0465", "0.000132", "3.2e-7", "12.3457", "123.5"],
    );
    assert.equal(weight(0.0047, 3), "0.0047");
    assert.equal(weight(0.04, 2), "0.04");
    assert.equal(weight(NaN), "NaN");
  });

  it("groups thousands, names units", () => {
    assert.equal(count(1034), "1,034");
    assert.deepEqual([0, 0.004, 0.0951, 0.0996, 0.62, 1].map(percent), ["0 %", "0.4 %", "9.5 %", "10 %", "62 %", "100 %"]);
    assert.deepEqual([0.4, 143.2, 999.4, 2412].map(duration), ["0 ms", "143 ms", "999 ms", "2.4 s"]);
  });

  it("writes tables that can be read back", () => {
    const rows = [
      ["token", "weight"],
      ["\t→\n", 0.5],
      ["C:\\new", Math.fround(0.1)],
    ];
    const text = tsv(rows);
    assert.equal(text, "token\tweight\n\\t→\\n\t0.5\nC:\\\\new\t0.1\n");
    const back = text
      .trimEnd()
      .split("\n")
      .map(line => line.split("\t").map(cell => cell.replace(/\\(.)/g, (_, letter: string) => ({ t: "\t", n: "\n", r: "\r" })[letter] ?? letter)));
    assert.deepEqual(back.map(row => row[0]), rows.map(row => row[0]));
  });
});
