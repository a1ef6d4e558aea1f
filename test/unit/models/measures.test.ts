import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { seededRandom } from "../checkpoints/seededRandom";
import { differences, figuresTable } from "./figures";
import { best } from "./measures/claims";
import { byHead, meanOf } from "./measures/heads";
import { likeliest, lossesAt } from "./measures/pass";
import { gapsIn } from "./measures/restOfLine";
import { corrupted, noiseCounts, randomSpans } from "./measures/spans";

/** What Hugging Face's example script for T5 computes; the training's own tests are held to it too. */
const FACTS = JSON.parse(readFileSync("training/tests/span_corruption.json", "utf8")) as {
  readonly masks: readonly { length: number; noise_density: number; mean_noise_span_length: number; mask: number[] }[];
  readonly batches: readonly { tokenizer_length: number; eos_token_id: number; tokens: number[][]; mask: number[][]; input_ids: number[][]; labels: number[][] }[];
};

describe("Measures of the embedded models", () => {
  it("take out as many tokens in as many spans as upstream", () => {
    assert.equal(FACTS.masks.length, 12);
    for (const { length, noise_density, mean_noise_span_length, mask } of FACTS.masks) {
      const spansOf = (noise: readonly boolean[]): number => noise.filter((on, i) => on && !noise[i - 1]).length;
      const expected = mask.map(bit => bit === 1);
      assert.deepEqual(noiseCounts(length, noise_density, mean_noise_span_length), { noise: expected.filter(Boolean).length, spans: spansOf(expected) });
      const made = randomSpans(length, noise_density, mean_noise_span_length, seededRandom(length));
      assert.deepEqual([made.length, made.filter(Boolean).length, spansOf(made), made[0]], [length, expected.filter(Boolean).length, spansOf(expected), false]);
    }
  });

  it("write the source and the target of a corrupted text as upstream", () => {
    assert.equal(FACTS.batches.length, 3);
    for (const { tokenizer_length, eos_token_id, tokens, mask, input_ids, labels } of FACTS.batches) {
      tokens.forEach((ids, i) => {
        const made = corrupted(ids, mask[i]!.map(bit => bit === 1), n => tokenizer_length - 1 - n, eos_token_id);
        assert.deepEqual([made.source, made.target], [input_ids[i], labels[i]]);
        assert.deepEqual(made.places.map((place, n) => made.source[place] === tokenizer_length - 1 - n), made.places.map(() => true));
        assert.equal(made.marks.filter(Boolean).length, made.places.length + 1);
      });
    }
  });

  it("find the best head, and say so in the card", () => {
    const pattern = { heads: 2, queries: 2, at: (head: number, query: number, key: number) => (head === 1 && key === query ? 1 : 0.25) };
    const scores = meanOf([byHead([pattern], [0, 1], query => [query]), byHead([pattern], [1], () => [0])]);
    assert.deepEqual(scores, [[0.25, 0.625]]);
    const claims = { loss: 1.25, "a head": best(scores) };
    assert.deepEqual(claims["a head"], { value: 0.625, layer: 0, head: 1 });
    assert.match(figuresTable(claims), /\| loss \| 1\.25 \|\n\| a head \| 0\.625 \(layer 0, head 1\) \|/);
  });

  it("see a claim that is wrong, missing or new", () => {
    assert.deepEqual(differences({ loss: 1.25 }, { loss: 1.26 }), []);
    assert.deepEqual(differences({ loss: 1.25, gone: 1 }, { loss: 1.3, fresh: 2 }), ["loss: claimed 1.25, found 1.3", "gone: not measured", "fresh: not claimed"]);
    assert.deepEqual(differences({ loss: 1 }, { loss: NaN }), ["loss: claimed 1, found NaN"]);
  });

  it("break lines off at a word's end in their second half", () => {
    const text = "one\n  const sum = left + right;\n}\nlast line\n";
    assert.deepEqual(gapsIn(text), [{ before: "one\n  const sum = left", rest: " + right;", behind: "\n}\nlast line\n" }]);
    assert.deepEqual(gapsIn("a trail \nb"), []);
  });

  it("read losses at rows, and the likeliest token", () => {
    const row = Float32Array.of(0, 2, 1);
    assert.equal(likeliest(row), 1);
    const [loss] = lossesAt({ time: 1, row: () => row }, [[0, 1]]);
    assert.ok(Math.abs(loss! - Math.log(Math.exp(-2) + 1 + Math.exp(-1))) < 1e-6);
  });
});
