import assert from "node:assert/strict";
import { greatestOfRank, walkDown } from "../../../../../src/runtime/decoding/adapters/selection";
import { seededRandom } from "../../../../../src/runtime/decoding/random";

const { uniform } = seededRandom(7);
const spread = (): number => (uniform() - 0.5) * 10 ** (uniform() * 8 - 4);

/** Lists in which a selection may go wrong: both signs and sizes from tiny to huge, equals, ruled-out ones, all alike. */
const LISTS: Readonly<Record<string, () => number[]>> = {
  "of all sizes": () => Array.from({ length: 997 }, spread),
  "with equals": () => Array.from({ length: 500 }, () => Math.round(uniform() * 12) - 6),
  "half ruled out": () => Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? -Infinity : spread())),
  "all alike": () => Array.from({ length: 300 }, () => -3.25),
  "close together": () => Array.from({ length: 600 }, () => 1 + uniform() * 1e-5),
  "of one": () => [-0.5],
};

describe("Selection without sorting", () => {
  for (const [name, make] of Object.entries(LISTS)) {
    it(`values ${name}: the value of a rank`, () => {
      const values = Float32Array.from(make());
      const sorted = Array.from(values).sort((a, b) => b - a);
      for (const rank of [1, 2, 3, Math.ceil(sorted.length / 2), sorted.length]) if (rank <= sorted.length) assert.equal(greatestOfRank(values, rank), sorted[rank - 1], `rank ${rank}`);
      assert.equal(greatestOfRank(values, sorted.length + 1), -Infinity);
    });

    it(`values ${name}: where the weight is reached`, () => {
      const values = Float32Array.from(make());
      // Eighths add up exactly, in whatever order.
      const weights = Float32Array.from(values, () => Math.floor(uniform() * 9) / 8);
      const order = Array.from(values, (_, i) => i).sort((a, b) => (values[b] as number) - (values[a] as number));
      const total = weights.reduce((a, b) => a + b, 0);
      for (const share of [0, 0.1, 0.5, 0.9, 1]) {
        const enough = share * total;
        let sum = 0;
        const reached = order.find(i => (sum += weights[i] as number) >= enough) as number;
        const before = order.filter(i => (values[i] as number) > (values[reached] as number)).reduce((all, i) => all + (weights[i] as number), 0);
        assert.deepEqual(walkDown(values, weights, enough), { value: values[reached], before }, `share ${share}`);
      }
    });
  }

  it("says −∞ where all weights together are too little", () => {
    assert.deepEqual(walkDown(Float32Array.of(1, 2), Float32Array.of(1, 1), 2.5), { value: -Infinity, before: 2 });
  });

  it("reads a part of an array as what it is", () => {
    assert.equal(greatestOfRank(Float32Array.of(9, 1, 2, 3).subarray(1), 2), 2);
  });
});
