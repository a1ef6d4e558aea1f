import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { seededRandom } from "../../../../../src/runtime/decoding/random";
import { corrupted, noiseCounts, randomSpans } from "../../../../../src/runtime/notes/spans/spanNoise";
import { fillings } from "../../../../../src/runtime/notes/t5/spanCorruption";

/** What Hugging Face's example script for T5 computes. */
interface Facts {
  readonly lengths: readonly { readonly inputs_length: number; readonly noise_density: number; readonly mean_noise_span_length: number; readonly tokens_length: number; readonly targets_length: number }[];
  readonly masks: readonly { readonly length: number; readonly noise_density: number; readonly mean_noise_span_length: number; readonly mask: readonly number[] }[];
  readonly batches: readonly { readonly tokenizer_length: number; readonly eos_token_id: number; readonly tokens: readonly (readonly number[])[]; readonly mask: readonly (readonly number[])[]; readonly input_ids: readonly (readonly number[])[]; readonly labels: readonly (readonly number[])[] }[];
}

const SENTINELS = Array.from({ length: 100 }, (_, index) => 1000 + index);
const END = 1;

describe("Span corruption", () => {
  let facts: Facts;
  before(async () => {
    facts = JSON.parse(await readFile(path.join(__dirname, "../../../../../training/tests/span_corruption.json"), "utf8")) as Facts;
  });

  it("takes out as many tokens and spans as upstream", () => {
    assert.ok(facts.lengths.length > 10);
    for (const { tokens_length, noise_density, mean_noise_span_length, inputs_length, targets_length } of facts.lengths) {
      const { noise, spans } = noiseCounts(tokens_length, noise_density, mean_noise_span_length);
      // Either side has a sentinel for each span, and the end.
      assert.deepEqual([tokens_length - noise + spans + 1, noise + spans + 1], [inputs_length, targets_length]);
    }
    for (const { length, noise_density, mean_noise_span_length, mask } of facts.masks) {
      const { noise, spans } = noiseCounts(length, noise_density, mean_noise_span_length);
      assert.equal(mask.reduce((sum, value) => sum + value, 0), noise);
      assert.equal(mask.filter((value, index) => value === 1 && mask[index - 1] !== 1).length, spans);
    }
  });

  it("rounds halves to the even neighbour, and leaves neither nothing nor everything", () => {
    assert.deepEqual(noiseCounts(10, 0.25, 1), { noise: 2, spans: 2 });
    assert.deepEqual(noiseCounts(10, 0.35, 1), { noise: 4, spans: 4 });
    assert.deepEqual(noiseCounts(100, 0.15, 3), { noise: 15, spans: 5 });
    assert.deepEqual(noiseCounts(5, 0.01, 3), { noise: 1, spans: 1 });
    assert.deepEqual(noiseCounts(4, 0.99, 3), { noise: 3, spans: 1 });
    assert.deepEqual(noiseCounts(2, 0.5, 64), { noise: 1, spans: 1 });
  });

  it("draws spans that begin with text, by the counts, differently for every seed and the same for one", () => {
    for (const [length, density, span] of [[2, 0.15, 3], [100, 0.15, 3], [255, 0.5, 3], [255, 0.5, 64], [64, 0.9, 2]] as const) {
      const { noise, spans } = noiseCounts(length, density, span);
      const seen = new Set<string>();
      for (let seed = 0; seed < 30; seed++) {
        const mask = randomSpans(length, density, span, seededRandom(seed));
        assert.equal(mask.length, length);
        assert.equal(mask.filter(Boolean).length, noise);
        assert.equal(mask.filter((taken, index) => taken && !mask[index - 1]).length, spans);
        assert.equal(mask[0], false, "never the first token");
        assert.equal(mask.at(-1), true);
        assert.deepEqual(randomSpans(length, density, span, seededRandom(seed)), mask);
        seen.add(mask.join());
      }
      assert.ok(seen.size > (spans === 1 ? 0 : 15), `${seen.size} of 30`);
    }
  });

  it("draws every way of cutting equally often", () => {
    // 6 tokens, 3 of them noise in 2 spans: 2 ways to cut the kept ones, 2 the noise.
    const counts = new Map<string, number>();
    const random = seededRandom(1);
    for (let draw = 0; draw < 2000; draw++) {
      const mask = randomSpans(6, 0.5, 1.5, random).map(Number).join("");
      counts.set(mask, (counts.get(mask) ?? 0) + 1);
    }
    assert.deepEqual([...counts.keys()].sort(), ["001011", "001101", "010011", "011001"]);
    // Four standard deviations of a count of a quarter.
    for (const count of counts.values()) assert.ok(Math.abs(count - 500) < 4 * Math.sqrt(2000 * 0.25 * 0.75), `${count}`);
  });

  it("makes upstream's inputs and labels of upstream's masks", () => {
    let checked = 0;
    for (const { tokenizer_length, eos_token_id, tokens, mask, input_ids, labels } of facts.batches) {
      const sentinels = Array.from({ length: 100 }, (_, index) => tokenizer_length - 1 - index);
      tokens.forEach((row, index) => {
        const made = corrupted(row, mask[index]!.map(Boolean), sentinels, eos_token_id);
        assert.deepEqual([made.source, made.target], [input_ids[index], labels[index]]);
        checked++;
      });
    }
    assert.ok(checked >= 3);
  });

  it("gives the text back when what is behind each sentinel is put in its place", () => {
    const ids = Array.from({ length: 200 }, (_, index) => index + 10);
    for (let seed = 0; seed < 20; seed++) {
      const { source, target, spans } = corrupted(ids, randomSpans(200, 0.3, 3, seededRandom(seed)), SENTINELS, END);
      assert.deepEqual([source.at(-1), target.at(-1)], [END, END]);
      assert.deepEqual(source.filter(id => id >= 1000), SENTINELS.slice(0, spans.length), "sentinels in order");
      assert.deepEqual(target.filter(id => id >= 1000), SENTINELS.slice(0, spans.length));
      const behind = (sentinel: number): readonly number[] => {
        const span = spans[sentinel - 1000]!;
        assert.equal(target[span.at], sentinel);
        return target.slice(span.at + 1, span.at + 1 + span.to - span.from);
      };
      assert.deepEqual(source.slice(0, -1).flatMap(id => (id >= 1000 ? behind(id) : [id])), ids);
      for (const { from, to, at } of spans) assert.deepEqual(target.slice(at + 1, at + 1 + to - from), ids.slice(from, to));
    }
    assert.throws(() => corrupted([1, 2, 3, 4], [false, true, false, true], [1000], null), /1 sentinels do not do/);
    assert.deepEqual(corrupted([5, 6], [false, true], [1000], null), { source: [5, 1000], target: [1000, 6], spans: [{ from: 1, to: 2, at: 0 }] });
  });

  it("reads what was said span by span, and nothing behind sentinels that the text has not", () => {
    const made = corrupted([10, 11, 12, 13, 14, 15], [false, true, false, true, false, true], SENTINELS, END);
    const read = (...said: number[]) => fillings(said, made, id => id >= 1000);
    assert.deepEqual(read(1000, 7, 8, 1001, 1002, 9), [[7, 8], [], [9]]);
    assert.deepEqual(read(7, 1001, 8, 1050, 9), [null, [8], null]);
    assert.deepEqual(read(1000, 7, 1000, 8), [[7], null, null]);
  });
});
