import assert from "node:assert/strict";
import { softmax } from "../../../../src/runtime/decoding/scores";
import { bestOf } from "../../../../src/runtime/decoding/search/bestOf";
import { minimumBayesRisk } from "../../../../src/runtime/decoding/search/minimumBayesRisk";
import { drawn } from "../../../../src/runtime/decoding/search/speculation";
import { chrF } from "../../../../src/runtime/decoding/utility/chrf";
import { chainModel, constantModel, cooled, decodingOf, uniformOf } from "./chainModel";

describe("chrF", () => {
  const worked: readonly (readonly [string, string, number, string])[] = [
    ["cat", "cat", 100, "the same"],
    ["cat", "cut", (100 * 2) / 9, "2 of 3 characters, no pair, no triple: the mean is 2/9 for both"],
    ["the cat", "the hat", (100 * 101) / 360, "5/6, 3/5, 1/4 and three times 0 of six lengths"],
    ["abcdefg", "abc", (100 * 505) / 719, "precision (3/7 + 2/6 + 1/5)/3 = 101/315, recall 1; lengths that the reference has not are left out"],
    ["abcd", "abce", (100 * (3 / 4 + 2 / 3 + 1 / 2)) / 4, "three lengths of four"],
    ["a b", "ab", 100, "spaces do not count"],
    ["", "x", 0, "nothing said"],
    ["é中文", "é中国", (100 * (2 / 3 + 1 / 2)) / 3, "characters, not bytes"],
  ];
  for (const [hypothesis, reference, expected, why] of worked) {
    it(`of “${hypothesis}” for “${reference}”: ${why}`, () => assert.ok(Math.abs(chrF.of(hypothesis, reference) - expected) < 1e-9, `${chrF.of(hypothesis, reference)}`));
  }

  it("counts recall twice as much as precision", () => {
    assert.ok(chrF.of("abcdefg", "abc") > chrF.of("abc", "abcdefg"));
  });
});

describe("Best of n", () => {
  const model = chainModel(5, 31);
  const endIds = new Set([2]);
  const options = { samples: 12, choice: (sample: number) => { const random = uniformOf(sample); return (scores: Float32Array): number => drawn(softmax(scores), random()); } };

  for (const by of ["sum", "mean"] as const) {
    it(`ranks by the ${by} of the model's own log-probabilities`, async () => {
      const decoding = decodingOf(8, { endIds, adapters: [cooled(2)] });
      const texts = await bestOf(model, [0, 1], decoding, { ...options, by });
      assert.equal(texts.length, 12);
      for (const { tokens, score } of texts) {
        let sum = 0;
        for (const [i, token] of tokens.entries()) {
          const probabilities = softmax((await model.next([[0, 1, ...tokens.slice(0, i)]], decoding.signal))[0]?.logits ?? new Float32Array());
          sum += Math.log(probabilities[token] as number);
        }
        assert.ok(Math.abs((by === "sum" ? sum : sum / tokens.length) - (score ?? NaN)) < 1e-5);
      }
      const scores = texts.map(({ score }) => score as number);
      assert.deepEqual(scores, [...scores].sort((a, b) => b - a));
      const compared = decoding.events.find(event => event.kind === "compared");
      assert.equal(Math.max(...(compared?.scores ?? [])), scores[0]);
      assert.equal(new Set(decoding.events.flatMap(event => (event.kind === "ended" ? [event.path] : []))).size, 12);
    });
  }
});

describe("Minimum Bayes risk", () => {
  it("takes a text that others resemble over one that was drawn more often and stands alone", async () => {
    const words = ["abcd", "abce", "xyz", "abcf", "abcg", "xyz"];
    const decoding = decodingOf(1);
    const texts = await minimumBayesRisk(constantModel(words.map(() => 0)), [0], decoding, {
      samples: words.length,
      choice: sample => () => sample,
      utility: chrF,
      decode: ([token]) => Promise.resolve(words[token as number] as string),
    });
    const compared = decoding.events.find(event => event.kind === "compared");
    const alike = (100 * (3 / 4 + 2 / 3 + 1 / 2)) / 4;
    words.forEach((hypothesis, i) => {
      words.forEach((reference, j) => {
        const expected = hypothesis === reference ? 100 : hypothesis === "xyz" || reference === "xyz" ? 0 : alike;
        assert.ok(Math.abs((compared?.utility?.[i]?.[j] ?? NaN) - expected) < 1e-9, `${hypothesis} for ${reference}: ${compared?.utility?.[i]?.[j]}`);
      });
    });
    const expected = words.map(word => (word === "xyz" ? 200 : 100 + 3 * alike) / 6);
    expected.forEach((score, i) => assert.ok(Math.abs((compared?.scores[i] ?? NaN) - score) < 1e-9));
    assert.match(words[texts[0]?.tokens[0] ?? -1] ?? "", /^abc/);
    assert.deepEqual(texts.slice(-2).map(({ tokens }) => tokens[0]), [2, 5]);
  });
});
