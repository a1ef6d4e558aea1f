import assert from "node:assert/strict";
import { seededRandom } from "../../../../src/runtime/decoding/random";
import { softmax } from "../../../../src/runtime/decoding/scores";
import { sampled, tokenAt } from "../../../../src/runtime/decoding/search/sample";

describe("Drawing a token", () => {
  const logOf = (probabilities: readonly number[]): Float32Array => Float32Array.from(probabilities, Math.log);

  it("goes by the cumulative distribution in the order of the ids", () => {
    const scores = logOf([0.25, 0, 0.5, 0.25]);
    const at = [0, 0.24, 0.26, 0.5, 0.74, 0.76, 1 - 2 ** -53].map(share => tokenAt(scores, share));
    assert.deepEqual(at, [0, 0, 2, 2, 2, 3, 3]);
  });

  it("never draws what is ruled out, however late the share", () => {
    assert.equal(tokenAt(Float32Array.of(-Infinity, 3, -Infinity), 1 - 2 ** -53), 1);
    assert.equal(tokenAt(Float32Array.of(-Infinity, 3, -Infinity), 0), 1);
  });

  it("draws each token as often as it is probable: χ² over 200,000 draws", () => {
    const scores = Float32Array.of(1, 0.5, -2, 3, -Infinity, 2.2, 0);
    const choose = sampled(seededRandom(2024));
    const draws = 200_000;
    const counts = new Array<number>(scores.length).fill(0);
    for (let i = 0; i < draws; i++) counts[choose(scores)]!++;
    assert.equal(counts[4], 0);
    const expected = Array.from(softmax(scores), probability => probability * draws);
    const chiSquared = counts.reduce((sum, count, token) => (token === 4 ? sum : sum + (count - expected[token]!) ** 2 / expected[token]!), 0);
    // 5 degrees of freedom: above 20.5 once in a thousand.
    assert.ok(chiSquared < 20.5, `χ² ${chiSquared}`);
  });

  it("draws the same again from the same seed", () => {
    const scores = Float32Array.from({ length: 500 }, (_, i) => Math.sin(i));
    const drawn = (seed: number): number[] => {
      const choose = sampled(seededRandom(seed));
      return Array.from({ length: 40 }, () => choose(scores));
    };
    assert.deepEqual(drawn(9), drawn(9));
    assert.notDeepEqual(drawn(9), drawn(10));
  });

  it("refuses to draw from nothing", () => {
    assert.throws(() => tokenAt(new Float32Array(3).fill(-Infinity), 0.5), { code: "input-invalid", message: /Every token is ruled out/ });
  });
});
