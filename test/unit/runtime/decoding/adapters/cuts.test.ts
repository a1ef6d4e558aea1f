import assert from "node:assert/strict";
import { epsilonCutoff } from "../../../../../src/runtime/decoding/adapters/epsilonCutoff";
import { etaCutoff } from "../../../../../src/runtime/decoding/adapters/etaCutoff";
import type { Adapter } from "../../../../../src/runtime/decoding/adapters/adapter";
import { minP } from "../../../../../src/runtime/decoding/adapters/minP";
import { topK } from "../../../../../src/runtime/decoding/adapters/topK";
import { topNSigma } from "../../../../../src/runtime/decoding/adapters/topNSigma";
import { topP } from "../../../../../src/runtime/decoding/adapters/topP";
import { typical } from "../../../../../src/runtime/decoding/adapters/typical";

const logOf = (...probabilities: number[]): Float32Array => Float32Array.from(probabilities, Math.log);
/** Ids of the tokens that stay. */
const kept = (adapter: Adapter, scores: Float32Array): number[] => {
  const found = adapter.apply(scores, { text: [0], promptLength: 1 }, undefined);
  return Array.from(found.keys()).filter(token => found[token] !== -Infinity);
};

describe("What the cuts keep", () => {
  it("top-k: equals of the last one stay; more than there are keeps all", () => {
    assert.deepEqual(kept(topK(2), Float32Array.of(1, 3, 2, 2, 0)), [1, 2, 3]);
    assert.deepEqual(kept(topK(99), Float32Array.of(1, 3, -Infinity)), [0, 1]);
    assert.deepEqual(kept(topK(1, 3), Float32Array.of(1, 3, 2, 0)), [0, 1, 2]);
  });

  it("top-p: the fewest that reach p, the one that reaches it included", () => {
    const scores = logOf(0.1, 0.4, 0.2, 0.3);
    assert.deepEqual(kept(topP(0.39), scores), [1]);
    assert.deepEqual(kept(topP(0.41), scores), [1, 3]);
    assert.deepEqual(kept(topP(0.69), scores), [1, 3]);
    assert.deepEqual(kept(topP(0.71), scores), [1, 2, 3]);
    assert.deepEqual(kept(topP(0), scores), [1]);
    assert.deepEqual(kept(topP(1), scores), [0, 1, 2, 3]);
    assert.deepEqual(kept(topP(0, 3), scores), [1, 2, 3]);
  });

  it("top-p: no more equals than it takes, the higher ids, as in upstream's stable ascending order", () => {
    assert.deepEqual(kept(topP(0.5), logOf(0.25, 0.25, 0.25, 0.25)), [2, 3]);
    assert.deepEqual(kept(topP(0.6), logOf(0.2, 0.4, 0.2, 0.2)), [1, 3]);
    assert.deepEqual(kept(topP(0.1, 2), logOf(0.2, 0.4, 0.2, 0.2)), [1, 3]);
  });

  it("min-p: a share of the best one's probability", () => {
    assert.deepEqual(kept(minP(0.3), logOf(0.5, 0.16, 0.14, 0.2)), [0, 1, 3]);
    assert.deepEqual(kept(minP(1), logOf(0.5, 0.2, 0.3)), [0]);
  });

  it("typical: what is nearest to the entropy, even without the best token (Meister et al. 2023)", () => {
    // Entropy 1.383 nats; surprisals 0.799, 1.609, 1.609, 2.303, 2.996: the second and third are 0.23 off, the best 0.58, the fourth 0.92.
    const scores = logOf(0.45, 0.2, 0.2, 0.1, 0.05);
    const surprisals = Array.from(scores, score => -score);
    const entropy = surprisals.reduce((sum, surprisal) => sum + surprisal * Math.exp(-surprisal), 0);
    const order = [0, 1, 2, 3, 4].sort((a, b) => Math.abs(surprisals[a]! - entropy) - Math.abs(surprisals[b]! - entropy));
    assert.deepEqual(order.slice(0, 2).sort(), [1, 2], "the example is one where the best token is not the most typical");
    assert.deepEqual(kept(typical(0.3), scores), [1, 2]);
    assert.deepEqual(kept(typical(0.45), scores), [1, 2, order[2] as number].sort());
    assert.deepEqual(kept(typical(0.3, 3), scores), [1, 2, order[2] as number].sort());
  });

  it("ε: a threshold on probability; the best one always stays", () => {
    assert.deepEqual(kept(epsilonCutoff(0.15), logOf(0.5, 0.16, 0.14, 0.2)), [0, 1, 3]);
    assert.deepEqual(kept(epsilonCutoff(0.6), logOf(0.5, 0.16, 0.14, 0.2)), [0]);
    assert.deepEqual(kept(epsilonCutoff(0.6, 2), logOf(0.5, 0.16, 0.14, 0.2)), [0, 3]);
  });

  it("η: the lesser of ε and √ε · e^−entropy (Hewitt et al. 2022)", () => {
    // Entropy near log 10: about √0.04 · 0.1 = 0.02, which is below ε = 0.04.
    const flat = logOf(...new Array<number>(9).fill(0.11), 0.01);
    const entropy = -(9 * 0.11 * Math.log(0.11) + 0.01 * Math.log(0.01));
    const threshold = Math.min(0.04, 0.2 * Math.exp(-entropy));
    assert.ok(threshold > 0.01 && threshold < 0.11);
    assert.equal(kept(etaCutoff(0.04), flat).length, 9);
    // √0.0009 · 0.1 = 0.003 is below 0.01 as ε is: all stay.
    assert.equal(kept(etaCutoff(0.0009), flat).length, 10);
    // Of low entropy, ε itself is the lesser.
    const sharp = logOf(0.97, 0.021, 0.009);
    assert.deepEqual(kept(etaCutoff(0.02), sharp), [0, 1]);
    assert.deepEqual(kept(epsilonCutoff(0.02), sharp), [0, 1]);
    // Of high entropy, η lets through what ε would not.
    assert.equal(kept(epsilonCutoff(0.05), logOf(...new Array<number>(40).fill(0.025))).length, 40, "all are the best");
    const wide = logOf(0.04, ...new Array<number>(48).fill(0.02));
    assert.equal(kept(epsilonCutoff(0.03), wide).length, 1);
    assert.equal(kept(etaCutoff(0.03), wide).length, 49);
  });

  it("top-nσ: standard deviations below the best, whatever the temperature (Tang et al. 2024)", () => {
    // Mean 0, variance (9 + 1 + 0 + 1 + 1 + 1 + 1) / 7 = 2: from 3 − 1.414 and 3 − 2.828.
    const scores = Float32Array.of(3, 1, 0, -1, -1, -1, -1);
    assert.deepEqual(kept(topNSigma(1), scores), [0]);
    assert.deepEqual(kept(topNSigma(2), scores), [0, 1]);
    assert.deepEqual(kept(topNSigma(2.2), scores), [0, 1, 2]);
    for (const t of [0.3, 5]) assert.deepEqual(kept(topNSigma(2), scores.map(score => score / t)), [0, 1]);
    assert.deepEqual(kept(topNSigma(1), Float32Array.of(...scores, -Infinity)), [0], "what is ruled out does not count");
  });

  it("each refuses what makes no sense, by the option's name", () => {
    const refusals: readonly [() => Adapter, RegExp][] = [
      [() => topK(0), /top_k must be a whole number of at least 1, not 0/],
      [() => topK(1.5), /top_k/],
      [() => topP(1.1), /top_p must be a number from 0 to 1, not 1.1/],
      [() => topP(NaN), /top_p.*NaN/],
      [() => minP(-0.1), /min_p/],
      [() => typical(0), /typical_p/],
      [() => typical(1), /typical_p/],
      [() => epsilonCutoff(0), /epsilon_cutoff/],
      [() => etaCutoff(1), /eta_cutoff/],
      [() => topNSigma(0), /top_n_sigma/],
    ];
    for (const [make, message] of refusals) assert.throws(make, { code: "input-invalid", message });
  });
});
