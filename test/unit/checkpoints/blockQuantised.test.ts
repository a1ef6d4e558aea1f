import assert from "node:assert/strict";
import { blockOf, blocksIn, bytesOfBlock, dequantiseRows, quantiseRows } from "../../../src/runtime/checkpoints/blockQuantised";
import { rejectsWith } from "./rejectsWith";
import { seededRandom } from "./seededRandom";

const random = seededRandom(11);
const rowsOf = (count: number, columns: number): Float32Array => Float32Array.from({ length: count * columns }, () => (random(2001) - 1000) / (1 + random(500)));

describe("Weights in blocks", () => {
  for (const bits of [8, 4] as const) {
    for (const [count, columns] of [[3, 64], [5, 48], [4, 20], [1, 1], [2, 256]] as const) {
      it(`${bits} bits, ${count} × ${columns}: no weight is off by more than rounding allows, and each block's greatest not at all`, () => {
        const rows = rowsOf(count, columns);
        const quantised = quantiseRows(rows, columns, bits);
        assert.equal(quantised.values.length, count * blocksIn(bits, columns) * bytesOfBlock(bits, columns));
        const again = dequantiseRows(quantised, columns, bits);
        assert.equal(again.length, rows.length);
        for (let row = 0; row < count; row++) {
          for (let block = 0; block < blocksIn(bits, columns); block++) {
            const scale = quantised.scales[row * blocksIn(bits, columns) + block] as number;
            const [from, to] = [row * columns + block * blockOf(bits, columns), Math.min(row * columns + (block + 1) * blockOf(bits, columns), (row + 1) * columns)];
            const exact = rows.subarray(from, to);
            const greatest = exact.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
            for (const [i, value] of exact.entries()) {
              const rounded = again[from + i] as number;
              // On the other side than the greatest weight there is one multiple less: what lies beyond the last is cut to it.
              const last = -Math.sign(greatest) * Math.abs(scale) * (2 ** (bits - 1) - 1);
              const bound = Math.abs(value) > Math.abs(last) && Math.sign(value) === Math.sign(last) ? Math.abs(scale) : Math.abs(scale) / 2;
              assert.ok(Math.abs(rounded - value) <= bound * (1 + 1e-5), `${value} became ${rounded}: more than ${bound} off`);
              if (value === greatest) assert.ok(Math.abs(rounded - value) <= Math.abs(value) * 1e-6, `the greatest, ${value}, became ${rounded}`);
            }
          }
        }
      });
    }

    it(`${bits} bits: a block of zeros stays one, and rounding twice is rounding once`, () => {
      const zeros = new Float32Array(64);
      assert.deepEqual(dequantiseRows(quantiseRows(zeros, 64, bits), 64, bits), zeros);
      const once = dequantiseRows(quantiseRows(rowsOf(4, 96), 96, bits), 96, bits);
      assert.deepEqual(dequantiseRows(quantiseRows(once, 96, bits), 96, bits), once);
    });

    for (const wrong of [NaN, Infinity, -Infinity]) {
      it(`${bits} bits: ${wrong} is refused`, () => rejectsWith(Promise.resolve().then(() => quantiseRows(Float32Array.of(1, wrong, 2), 3, bits)), "weights-not-finite", /NaN or infinite/));
    }
  }
});
