import assert from "node:assert/strict";
import { initialStates, stages, type Adapter } from "../../../../src/runtime/decoding/adapters/adapter";
import { forcedToken } from "../../../../src/runtime/decoding/adapters/forcedToken";
import { suppressTokens } from "../../../../src/runtime/decoding/adapters/suppressTokens";
import { temperature } from "../../../../src/runtime/decoding/adapters/temperature";
import { tokenBias } from "../../../../src/runtime/decoding/adapters/tokenBias";
import { topK } from "../../../../src/runtime/decoding/adapters/topK";
import { topP } from "../../../../src/runtime/decoding/adapters/topP";
import { explain, type Explained } from "../../../../src/runtime/decoding/explain";
import { seededRandom } from "../../../../src/runtime/decoding/random";
import { EVERY_ADAPTER, PLACE, SCORES } from "./adapters/everyAdapter";

const stagesOf = (scores: Float32Array, adapters: readonly Adapter[]): Float32Array[] => stages(scores, PLACE, adapters, initialStates(adapters));
const explained = (scores: Float32Array, adapters: readonly Adapter[], token: number, count: number): Explained => explain({ scores: stagesOf(scores, adapters), token }, adapters, count);
const near = (found: number, expected: number, within = 1e-6): void => assert.ok(Math.abs(found - expected) <= within, `${found}, not ${expected}`);

describe("What each adapter did to a step", () => {
  // Probabilities 1/2, 1/4, 1/8, 1/8: entropy 1.75 bits.
  const scores = Float32Array.of(0.125, 0.5, 0.125, 0.25).map(Math.log);

  it("a worked example: a suppressed token, then top-k", () => {
    const { stages: [suppressed, cut], watched, raw, final, forbidden } = explained(scores, [suppressTokens([1]), topK(1)], 3, 1);
    assert.deepEqual([suppressed?.name, suppressed?.kept, cut?.name, cut?.kept], ["a suppressed token", 3, "top-k 1", 1]);
    near(suppressed?.removed ?? NaN, 0.5);
    near(suppressed?.entropy ?? NaN, 1.5);
    near(cut?.removed ?? NaN, 0.5);
    near(cut?.entropy ?? NaN, 0);
    assert.match(cut?.about ?? "", /k best/);
    assert.deepEqual(watched.map(({ token, ruledOutBy }) => [token, ruledOutBy]), [[1, 0], [3, null], [0, 1]]);
    for (const [i, expected] of [[0.5, 0, 0], [0.25, 0.5, 1], [0.125, 0.25, 0]].entries()) expected.forEach((value, stage) => near(watched[i]?.probabilities[stage] ?? NaN, value));
    assert.deepEqual(watched[0]?.scores, [scores[1], null, null]);
    assert.equal(raw.rank, 2);
    near(raw.probability, 0.25);
    near(raw.surprisal, 2);
    near(raw.entropy, 1.75);
    assert.equal(final.rank, 1);
    near(final.probability, 1);
    near(final.surprisal, 0);
    near(final.entropy, 0);
    near(forbidden, 0.75);
  });

  it("equals are ranked by their ids", () => {
    assert.deepEqual([0, 2].map(token => explained(scores, [], token, 1).raw.rank), [3, 4]);
  });

  it("watches the best before and behind, the chosen one, and the best that each adapter ruled out", () => {
    const adapters = [suppressTokens([5, 3]), temperature(2), topK(3), topP(0.5)];
    const { watched } = explained(SCORES, adapters, 11, 2);
    // 5 and 3 are the best of all; 11 and 0 (equal to 8) behind the first cut; top-k rules out 1, top-p the rest.
    assert.deepEqual(watched.map(({ token }) => token), [5, 3, 11, 0, 8, 1]);
    assert.deepEqual(watched.map(({ ruledOutBy }) => ruledOutBy), [0, 0, null, 3, null, 2]);
  });

  it("a token that comes back is not ruled out; one that the model ruled out is so by none", () => {
    const back = explained(SCORES, [suppressTokens([7, 2]), forcedToken(7, 3)], 7, 1);
    assert.equal(back.watched.find(({ token }) => token === 7)?.ruledOutBy, null);
    assert.equal(back.stages[1]?.kept, 1);
    assert.equal(back.raw.probability, 0);
    assert.equal(back.raw.surprisal, Infinity);
    assert.equal(explained(SCORES, [suppressTokens([2])], 7, 1).watched.find(({ token }) => token === 7)?.ruledOutBy, -1);
  });

  for (const [name, adapter] of Object.entries(EVERY_ADAPTER)) {
    it(`${name}: sums are 1, and mass and numbers are those of the scores`, () => {
      const all = stagesOf(SCORES, [adapter]);
      const { stages: [stage], raw, forbidden } = explained(SCORES, [adapter], 5, 3);
      near(raw.sum, 1);
      near(stage?.sum ?? NaN, 1);
      const probabilities = (scores: Float32Array): number[] => {
        const weights = Array.from(scores, score => Math.exp(score));
        const total = weights.reduce((a, b) => a + b, 0);
        return total === Infinity || total === 0 ? Array.from(scores, (_, i) => (i === 5 ? 1 : 0)) : weights.map(weight => weight / total);
      };
      const [before, after] = all as [Float32Array, Float32Array];
      assert.equal(stage?.kept, after.filter(score => score !== -Infinity).length);
      const removed = probabilities(before).reduce((sum, probability, token) => (after[token] === -Infinity ? sum + probability : sum), 0);
      near(stage?.removed ?? NaN, removed);
      near(forbidden, removed);
      near(stage?.entropy ?? NaN, probabilities(after).reduce((sum, probability) => (probability > 0 ? sum - probability * Math.log2(probability) : sum), 0), 1e-5);
    });
  }

  it("probabilities of 128,000 tokens sum to 1 at every stage", () => {
    const { uniform } = seededRandom(4);
    const many = Float32Array.from({ length: 128_000 }, () => 12 * (uniform() + uniform() - 1));
    const found = explained(many, [temperature(0.9), topK(5000), topP(0.95)], 17, 5);
    for (const sum of [found.raw.sum, ...found.stages.map(stage => stage.sum)]) near(sum, 1);
    assert.equal(found.stages[1]?.kept, 5000);
  });

  it("tells of a stage that changed little, or left little, what it tells of scores that it knows nothing of", () => {
    const { uniform } = seededRandom(5);
    const many = Float32Array.from({ length: 20_000 }, () => 12 * (uniform() + uniform() - 1));
    const best = many.indexOf(many.reduce((one, other) => Math.max(one, other)));
    const changes = [suppressTokens([4, 5, 6]), suppressTokens([best]), tokenBias([[9, -3], [10, 2]]), tokenBias([[11, 30]]), tokenBias([[11, -Infinity]]), topK(400), topP(0.8), topK(3)];
    const all = stagesOf(many, changes);
    // Copies are not known to be what a cut left of others.
    const alone = (i: number): Explained => explain({ scores: [(all[i + 1] as Float32Array).slice()], token: best }, [], 1);
    for (const [i, stage] of explain({ scores: all, token: best }, changes, 4).stages.entries()) {
      const { raw } = alone(i);
      near(stage.sum, raw.sum, 1e-9);
      near(stage.entropy, raw.entropy, 1e-9);
      assert.equal(stage.kept, (all[i + 1] as Float32Array).filter(score => score !== -Infinity).length);
    }
  });

  it("weighs what is left where an adapter moved the best token, or made no number of it", () => {
    const before = Float32Array.of(1, 2, 3);
    for (const [after, entropy] of [[Float32Array.of(1, 1, NaN), 1], [Float32Array.of(5, 5, 3 - 1000), 1], [Float32Array.of(-Infinity, 2, -Infinity), 0], [new Float32Array(3).fill(-Infinity), 0]] as const) {
      const { stages: [stage] } = explain({ scores: [before, after], token: 1 }, [{ name: "a", about: "b" }], 3);
      near(stage?.sum ?? NaN, after.every(score => score === -Infinity) ? 0 : 1);
      near(stage?.entropy ?? NaN, entropy);
      assert.equal(stage?.kept, after.filter(score => score !== -Infinity).length);
    }
  });

  it("is refused for adapters that the stages are not of", () => {
    assert.throws(() => explain({ scores: [SCORES, SCORES], token: 0 }, [], 3), /2 stages do not belong to 0 adapters/);
  });
});
