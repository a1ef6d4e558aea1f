import assert from "node:assert/strict";
import { initialStates, stages, statesAfter, type Adapter } from "../../../../../src/runtime/decoding/adapters/adapter";
import { mirostat, zipfExponent } from "../../../../../src/runtime/decoding/adapters/mirostat";
import { mirostat2 } from "../../../../../src/runtime/decoding/adapters/mirostat2";
import { seededRandom } from "../../../../../src/runtime/decoding/random";
import { logSoftmax } from "../../../../../src/runtime/decoding/scores";
import { sampled } from "../../../../../src/runtime/decoding/search/sample";

/** Log-probabilities up to a constant of Zipf's law. */
const zipf = (exponent: number, vocabulary: number): Float32Array => Float32Array.from({ length: vocabulary }, (_, i) => -exponent * Math.log(i + 1));

const ZIPF = zipf(1.1, 2000);

/** Mean surprisal in bits, by the distribution before the adapter, of the tokens drawn behind it; the first ones, while it learns, left out. */
function meanSurprisal(adapter: Adapter, scores: Float32Array): number {
  const choose = sampled(seededRandom(1));
  const surprisals = logSoftmax(scores).map(logProbability => -logProbability / Math.LN2);
  let states = initialStates([adapter]);
  let sum = 0;
  const [learning, steps] = [200, 1700];
  for (let step = 0; step < steps; step++) {
    const all = stages(scores, { text: [0], promptLength: 1 }, [adapter], states);
    const token = choose(all[1] as Float32Array);
    states = statesAfter(token, all, [adapter], states);
    if (step >= learning) sum += surprisals[token] as number;
  }
  return sum / (steps - learning);
}

describe("Mirostat (Basu et al. 2021)", () => {
  it("estimates the exponent of Zipf's law", () => {
    for (const exponent of [0.7, 1, 1.3]) assert.ok(Math.abs((zipfExponent(Array.from(zipf(exponent, 100))) as number) - exponent) < 1e-5);
    assert.equal(zipfExponent([1, 1, 1]), null, "a flat distribution has none");
  });

  for (const [name, make] of Object.entries({ mirostat, mirostat2 })) {
    for (const tau of [3, 4, 5]) {
      it(`${name}: the mean surprisal approaches τ = ${tau} within 0.1 bits over 1,500 draws`, () => {
        const mean = meanSurprisal(make(tau, 0.1), ZIPF);
        assert.ok(Math.abs(mean - tau) < 0.1, `mean ${mean} bits`);
      });
    }

    it(`${name}: with a target below the best token's own surprisal, takes the best`, () => {
      const own = -(logSoftmax(ZIPF)[0] as number) / Math.LN2;
      assert.ok(own > 2);
      assert.ok(Math.abs(meanSurprisal(make(1, 0.1), ZIPF) - own) < 1e-6);
    });

    it(`${name}: begins at μ = 2τ and goes down by η times the surplus`, () => {
      const { memory } = make(3, 0.5);
      assert.equal(memory?.initial, 6);
      const quarter = Float32Array.of(0, 0, 0, 0);
      assert.ok(Math.abs((memory?.after(6, 1, quarter, quarter) as number) - 6.5) < 1e-6, "2 bits are 1 below τ");
    });
  }

  it("mirostat 2 keeps what is no more surprising than μ, and the best one in any case", () => {
    const scores = Float32Array.of(0.5, 0.25, 0.125, 0.125).map(Math.log);
    const kept = (bound: number): number => mirostat2(3, 0.1).apply(scores, { text: [0], promptLength: 1 }, bound).filter(score => score > -Infinity).length;
    assert.deepEqual([-1, 0.5, 1.1, 2.1, 3.1].map(kept), [1, 1, 1, 2, 4]);
  });

  it("refuses a target or a rate that is not above 0", () => {
    for (const make of [mirostat, mirostat2]) {
      assert.throws(() => make(0, 0.1), { code: "input-invalid", message: /mirostat_tau/ });
      assert.throws(() => make(3, NaN), { code: "input-invalid", message: /mirostat_eta/ });
    }
  });
});
