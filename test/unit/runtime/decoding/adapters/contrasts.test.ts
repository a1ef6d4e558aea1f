import assert from "node:assert/strict";
import type { Adapter } from "../../../../../src/runtime/decoding/adapters/adapter";
import { amateurContrast } from "../../../../../src/runtime/decoding/adapters/amateurContrast";
import { guidance } from "../../../../../src/runtime/decoding/adapters/guidance";
import { layerContrast } from "../../../../../src/runtime/decoding/adapters/layerContrast";
import { seededRandom } from "../../../../../src/runtime/decoding/random";
import { logSoftmax } from "../../../../../src/runtime/decoding/scores";

const logOf = (...probabilities: number[]): Float32Array => Float32Array.from(probabilities, Math.log);
const applied = (adapter: Adapter, scores: Float32Array, beside: Readonly<Record<string, Float32Array>>): number[] =>
  Array.from(adapter.apply(scores, { text: [0], promptLength: 1, beside }, undefined));
function near(found: readonly number[], expected: readonly number[]): void {
  assert.equal(found.length, expected.length);
  found.forEach((value, i) => assert.ok(value === expected[i] || Math.abs(value - (expected[i] as number)) < 2e-6, `${i}: ${value}, not ${expected[i]}`));
}

describe("Contrasts with other scores for the same place", () => {
  it("guidance: beyond the conditional log-probability by scale − 1 times its lead", () => {
    const conditional = logOf(0.5, 0.3, 0.2).map(score => score + 7);
    const unconditional = logOf(0.2, 0.3, 0.5).map(score => score - 3);
    const [one, other] = [logSoftmax(conditional), logSoftmax(unconditional)];
    near(applied(guidance(2), conditional, { unconditional }), Array.from(one, (score, i) => 2 * score - (other[i] as number)));
    near(applied(guidance(1), conditional, { unconditional }), Array.from(one));
    near(applied(guidance(0), conditional, { unconditional }), Array.from(other));
  });

  it("amateur: (1 + β) expert − β amateur among the plausible (O'Brien & Lewis 2023)", () => {
    const expert = logOf(0.5, 0.3, 0.15, 0.04, 0.01);
    const amateur = logOf(0.7, 0.1, 0.1, 0.05, 0.05);
    const found = applied(amateurContrast(0.1, 0.5), expert, { amateur });
    near(found, [0, 1, 2, 3, 4].map(i => (i < 3 ? 1.5 * (expert[i] as number) - 0.5 * (amateur[i] as number) : -Infinity)));
    assert.ok((found[1] as number) > (found[0] as number), "what the amateur also says loses its lead");
    // α = 1 leaves the best alone, β = 0 only cuts.
    assert.deepEqual(applied(amateurContrast(1, 0.5), expert, { amateur }).map(score => score > -Infinity), [true, false, false, false, false]);
    near(applied(amateurContrast(0.1, 0), expert, { amateur }).slice(0, 3), Array.from(expert.slice(0, 3)));
  });

  it("DoLa: the last layer's log-probability less that of the layer that differs most (Chuang et al. 2024)", () => {
    const last = logOf(0.5, 0.3, 0.16, 0.04);
    const alike = logOf(0.45, 0.35, 0.15, 0.05);
    const unlike = logOf(0.1, 0.1, 0.1, 0.7);
    const beside = { "layer 2": unlike, "layer 4": alike };
    const less = (other: Float32Array): number[] => [0, 1, 2, 3].map(i => (i < 3 ? (last[i] as number) - (other[i] as number) : -Infinity));
    near(applied(layerContrast([2, 4]), last, beside), less(unlike));
    near(applied(layerContrast([4, 2]), last, beside), less(unlike));
    near(applied(layerContrast([4]), last, beside), less(alike));
    near(applied(layerContrast([4]), last.map(score => score + 9), beside), less(alike));
  });

  it("of several layers the one with the greatest Jensen–Shannon divergence, by its definition", () => {
    const { uniform } = seededRandom(8);
    const random = (sharpness: number): Float32Array => Float32Array.from({ length: 40 }, () => sharpness * uniform());
    const probabilities = (scores: Float32Array): number[] => Array.from(logSoftmax(scores), Math.exp);
    const divergence = (p: readonly number[], q: readonly number[]): number => {
      const mean = p.map((value, i) => (value + (q[i] as number)) / 2);
      const from = (distribution: readonly number[]): number => distribution.reduce((sum, value, i) => sum + value * Math.log(value / (mean[i] as number)), 0);
      return (from(p) + from(q)) / 2;
    };
    const chosen = new Set<number>();
    for (let round = 0; round < 30; round++) {
      const last = random(5);
      const layers = [0, 1, 2].map(() => random(1 + 6 * uniform()));
      const divergences = layers.map(layer => divergence(probabilities(last), probabilities(layer)));
      const greatest = divergences.indexOf(Math.max(...divergences));
      chosen.add(greatest);
      const beside = Object.fromEntries(layers.map((layer, i) => [`layer ${i}`, layer]));
      near(applied(layerContrast([0, 1, 2]), last, beside), applied(layerContrast([greatest]), last, beside));
    }
    assert.equal(chosen.size, 3, "each was the farthest once");
  });

  it("says what the model does not tell of, and refuses what makes no sense", () => {
    assert.throws(() => applied(guidance(2), logOf(1), {}), /does not tell of "unconditional"/);
    assert.throws(() => applied(layerContrast([1]), logOf(1), { "layer 2": logOf(1) }), /"layer 1"/);
    assert.throws(() => guidance(NaN), { code: "input-invalid", message: /guidance_scale/ });
    assert.throws(() => amateurContrast(2, 0.5), { code: "input-invalid", message: /contrastive_alpha/ });
    assert.throws(() => amateurContrast(0.1, -1), { code: "input-invalid", message: /contrastive_beta/ });
    assert.throws(() => layerContrast([]), { code: "input-invalid", message: /dola_layers/ });
  });
});
