import assert from "node:assert/strict";
import { gumbel, gumbelBelow } from "../../../../../src/runtime/decoding/search/gumbel";
import { stochasticBeamSearch, type StochasticBeamDecoded } from "../../../../../src/runtime/decoding/search/stochasticBeamSearch";
import { allTexts, decodingOf, modelOf, only, scatteredModel, seeded, type Whole } from "./tables";
import { chiSquare } from "./chiSquare";

const decoding = decodingOf({ endIds: new Set([2]), maxNewTokens: 3 });
const model = scatteredModel(3, 4, 9);
const keyOf = ({ tokens }: { readonly tokens: readonly number[] }): string => tokens.join();

/** Chances of the ordered draws of `count` texts, one after another without replacement. */
function orders(texts: readonly Whole[], count: number, left = 1): { keys: string[]; chance: number }[] {
  if (count === 0) return [{ keys: [], chance: 1 }];
  return texts.flatMap(text => {
    const own = Math.exp(text.logProbability);
    return orders(texts.filter(one => one !== text), count - 1, left - own).map(({ keys, chance }) => ({ keys: [keyOf(text), ...keys], chance: (own / left) * chance }));
  });
}

describe("Stochastic beam search", () => {
  const ROUNDS = 6000;
  let texts: Whole[];
  let samples: (readonly StochasticBeamDecoded[])[];

  before(async () => {
    texts = await allTexts(model, [1], decoding);
    samples = [];
    for (let seed = 0; seed < ROUNDS; seed++) samples.push(await stochasticBeamSearch(model, [1], decoding, { beams: 3, uniform: seeded(seed) }));
  });

  it("draws each text as often as exact enumeration says", () => {
    const included = new Map<string, number>();
    for (const { keys, chance } of orders(texts, 3)) for (const key of keys) included.set(key, (included.get(key) ?? 0) + chance);
    assert.equal(texts.length, 15);
    for (const [key, chance] of included) {
      const share = samples.filter(sample => sample.some(one => keyOf(one) === key)).length / ROUNDS;
      const error = Math.sqrt((chance * (1 - chance)) / ROUNDS);
      assert.ok(Math.abs(share - chance) <= 3.5 * error, `${key}: ${share}, by enumeration ${chance} ± ${error}`);
    }
  });

  it("draws them in the order of draws one after another", () => {
    // Pairs that are expected less than 10 times are counted together: χ² wants no less.
    const chances = new Map<string, number>();
    const nameOf = new Map<string, string>();
    for (const { keys, chance } of orders(texts, 2)) {
      const name = chance * ROUNDS < 10 ? "rare" : keys.join(" ");
      nameOf.set(keys.join(" "), name);
      chances.set(name, (chances.get(name) ?? 0) + chance);
    }
    const counts = new Map<string, number>();
    for (const sample of samples) {
      const name = nameOf.get(sample.slice(0, 2).map(keyOf).join(" ")) as string;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    // χ² with n degrees of freedom has mean n and deviation √2n; three and a half deviations.
    const freedom = chances.size - 1;
    const found = chiSquare(counts, chances);
    assert.ok(freedom > 20 && found < freedom + 3.5 * Math.sqrt(2 * freedom), `χ² ${found} of ${freedom}`);
  });

  it("tells log-probabilities exactly, different texts, in falling order", () => {
    const known = new Map(texts.map(text => [keyOf(text), text.logProbability]));
    for (const sample of samples.slice(0, 200)) {
      assert.equal(new Set(sample.map(keyOf)).size, 3);
      for (const one of sample) assert.ok(Math.abs(one.logProbability - (known.get(keyOf(one)) as number)) < 1e-5);
      const scores = sample.map(({ score }) => score);
      assert.deepEqual(scores, scores.toSorted((one, other) => other - one));
    }
  });

  it("has perturbed log-probabilities that make importance weights right", () => {
    // Kool et al. 2019, section 4: with κ the least of the sample, Σ p/q over the others is 1 in the mean, q = P(Gumbel at log p > κ).
    const estimates = samples.map(sample => {
      const least = sample.at(-1)?.score as number;
      return sample.slice(0, -1).reduce((sum, { logProbability }) => sum + Math.exp(logProbability) / -Math.expm1(-Math.exp(logProbability - least)), 0);
    });
    const mean = estimates.reduce((sum, one) => sum + one, 0) / ROUNDS;
    const error = Math.sqrt(estimates.reduce((sum, one) => sum + (one - mean) ** 2, 0) / ROUNDS ** 2);
    assert.ok(error < 0.02 && Math.abs(mean - 1) <= 3.5 * error, `${mean} ± ${error}`);
  });

  it("returns all texts where there are no more than beams", async () => {
    const found = await stochasticBeamSearch(model, [1], decoding, { beams: 20, uniform: seeded(1) });
    assert.deepEqual(found.map(keyOf).sort(), texts.map(keyOf).sort());
    const few = await stochasticBeamSearch(model, [1], { ...decoding, adapters: [only(() => [0])] }, { beams: 4, uniform: seeded(1) });
    assert.deepEqual(few.map(({ tokens, ended }) => [tokens, ended]), [[[0, 0, 0], "length"]]);
  });

  it("stays finite where almost all is on one token", async () => {
    const sharp = modelOf(4, () => [0, -80, -300, -90]);
    const found = await stochasticBeamSearch(sharp, [1], decodingOf({ maxNewTokens: 2 }), { beams: 6, uniform: seeded(4) });
    assert.equal(new Set(found.map(keyOf)).size, 6);
    assert.deepEqual(found[0]?.tokens, [0, 0]);
    for (const { score, logProbability } of found) assert.ok(Number.isFinite(score) && Number.isFinite(logProbability), `${score} ${logProbability}`);
  });

  it("applies adapters to logits, and normalises behind them", async () => {
    const decodingWith = decodingOf({ adapters: [only(() => [0, 1])], maxNewTokens: 1 });
    const found = await stochasticBeamSearch(modelOf(3, () => [0, Math.log(3), 9]), [1], decodingWith, { beams: 2, uniform: seeded(2) });
    assert.deepEqual(found.map(({ tokens, logProbability }) => [tokens[0], Math.round(Math.exp(logProbability) * 1e6) / 1e6]).sort(), [[0, 0.25], [1, 0.75]]);
  });

  it("refuses no beams", async () => {
    await assert.rejects(stochasticBeamSearch(model, [1], decoding, { beams: 0, uniform: seeded(1) }), { code: "input-invalid", message: /num_beams\): 0/ });
  });
});

describe("Gumbel draws", () => {
  const uniform = seeded(21);
  const DRAWS = 20_000;
  const EULER = 0.5772156649;

  it("have the mean of their distribution", () => {
    const mean = Array.from({ length: DRAWS }, () => gumbel(2, uniform)).reduce((sum, one) => sum + one, 0) / DRAWS;
    assert.ok(Math.abs(mean - 2 - EULER) <= (3.5 * Math.PI) / Math.sqrt(6 * DRAWS), String(mean));
  });

  it("below a bound follow the distribution cut off there", () => {
    // The probability integral of a right draw is uniform: exp(−exp(location − x)) / exp(−exp(location − bound)).
    const integrals = Array.from({ length: DRAWS }, () => Math.exp(-Math.exp(1 - gumbelBelow(0.5, 1, uniform)) + Math.exp(1 - 0.5)));
    for (const share of [0.1, 0.5, 0.9]) {
      const found = integrals.filter(one => one < share).length / DRAWS;
      assert.ok(Math.abs(found - share) <= 3.5 * Math.sqrt((share * (1 - share)) / DRAWS), `${found} of ${share}`);
    }
  });

  it("below far and tight bounds neither overflow nor pass them", () => {
    for (const [bound, location] of [[-2000, 0], [2000, 0], [0, -2000], [0, 2000], [1e-9, 0]] as const) {
      for (let i = 0; i < 200; i++) {
        const drawn = gumbelBelow(bound, location, uniform);
        assert.ok(Number.isFinite(drawn) && drawn <= bound, `${drawn} below ${bound} at ${location}`);
      }
    }
  });
});
