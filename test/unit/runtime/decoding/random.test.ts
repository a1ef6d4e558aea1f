import assert from "node:assert/strict";
import { seededRandom, splitMix64, xoshiro128 } from "../../../../src/runtime/decoding/random";

const take = <Value>(count: number, draw: () => Value): Value[] => Array.from({ length: count }, draw);

describe("Seeded random numbers", () => {
  it("xoshiro128** gives what its authors' program gives from the state 1, 2, 3, 4", () => {
    assert.deepEqual(take(10, xoshiro128([1, 2, 3, 4])), [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804]);
  });

  it("SplitMix64 gives the published sequence of 1234567", () => {
    const found = [0n, 1n, 2n, 3n, 4n].map(n => splitMix64(1234567n + n * 0x9e3779b97f4a7c15n));
    assert.deepEqual(found, [6457827717110365317n, 3203168211198807973n, 9817491932198370423n, 4593380528125082431n, 16408922859458223821n]);
  });

  it("a seed says everything: the same numbers again, others for other seeds", () => {
    const of = (seed: number): number[] => take(50, seededRandom(seed).uniform);
    assert.deepEqual(of(42), of(42));
    assert.equal(new Set([of(0), of(1), of(42), of(2 ** 40), of(Number.MAX_SAFE_INTEGER)].map(numbers => numbers[0])).size, 5);
  });

  it("a fork depends on the seed and its number, not on what was drawn", () => {
    const fresh = seededRandom(5);
    const used = seededRandom(5);
    take(17, used.uniform);
    assert.deepEqual(take(5, fresh.fork(3).uniform), take(5, used.fork(3).uniform));
    const first = [fresh.uniform(), ...[0, 1, 2, 3].map(number => fresh.fork(number).uniform()), fresh.fork(1).fork(1).uniform()];
    assert.equal(new Set(first).size, first.length);
  });

  it("is uniform: 100,000 numbers in 20 parts, χ²", () => {
    const { uniform } = seededRandom(11);
    const counts = new Array<number>(20).fill(0);
    for (let i = 0; i < 100_000; i++) {
      const value = uniform();
      assert.ok(value >= 0 && value < 1);
      counts[Math.floor(value * 20)]!++;
    }
    const chiSquared = counts.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0);
    // 19 degrees of freedom: above 43.8 once in a thousand.
    assert.ok(chiSquared < 43.8, `χ² ${chiSquared}`);
  });

  it("Gumbel numbers have its mean and variance", () => {
    const { gumbel } = seededRandom(3);
    const values = take(100_000, gumbel);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    assert.ok(Math.abs(mean - 0.57722) < 0.02, `mean ${mean}`);
    assert.ok(Math.abs(variance - Math.PI ** 2 / 6) < 0.04, `variance ${variance}`);
  });

  it("refuses what is no seed", () => {
    for (const seed of [-1, 1.5, NaN, 2 ** 53]) assert.throws(() => seededRandom(seed), { code: "input-invalid", message: /seed/ });
  });
});
