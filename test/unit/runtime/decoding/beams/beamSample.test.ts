import assert from "node:assert/strict";
import { beamSample } from "../../../../../src/runtime/decoding/search/beamSample";
import { beamSearch } from "../../../../../src/runtime/decoding/search/beamSearch";
import { WithoutReplacement } from "../../../../../src/runtime/decoding/search/withoutReplacement";
import { beamsOf, decodingOf, modelOf, only, scatteredModel, seeded } from "./tables";
import { chiSquare, CRITICAL } from "./chiSquare";

describe("Drawing without replacement", () => {
  it("draws orders with the chances of one draw after another", () => {
    const weights = [0.5, 0.3, 0.15, 0.05];
    const uniform = seeded(11);
    const counts = new Map<string, number>();
    for (let round = 0; round < 20_000; round++) {
      const draws = new WithoutReplacement(Float64Array.from(weights));
      const order = [draws.draw(uniform), draws.draw(uniform)].join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    const chances = weights.flatMap((first, i) => weights.flatMap((second, j) => (i === j ? [] : [[`${i},${j}`, (first * second) / (1 - first)] as const])));
    assert.ok(chiSquare(counts, new Map(chances)) < CRITICAL[11], String(chiSquare(counts, new Map(chances))));
  });

  it("draws each place once, none of weight 0, however small beside the others", () => {
    const draws = new WithoutReplacement(Float64Array.of(1e-200, 0, 1, 1e-300));
    const uniform = seeded(1);
    assert.deepEqual([1, 2, 3, 4].map(() => draws.draw(uniform)), [2, 0, 3, -1]);
    assert.equal(draws.left, 0);
    assert.equal(new WithoutReplacement(Float64Array.of(0, 2, 3, 0)).draw(() => 1 - 1e-17), 2);
  });
});

describe("Beam sampling", () => {
  it("is the same for the same numbers, and another for others", async () => {
    const run = (seed: number) => beamSample(scatteredModel(20, 2), [3], decodingOf({ maxNewTokens: 10 }), { ...beamsOf(3), uniform: seeded(seed) });
    assert.deepEqual(await run(1), await run(1));
    assert.notDeepEqual(await run(1), await run(2));
  });

  it("is beam search where all that is possible is drawn", async () => {
    const decoding = decodingOf({ adapters: [only(text => [text.length % 3, 4])], endIds: new Set([0]), maxNewTokens: 7 });
    const found = await beamSample(scatteredModel(6, 3), [3], decoding, { ...beamsOf(3), uniform: seeded(1) });
    assert.deepEqual(found, await beamSearch(scatteredModel(6, 3), [3], decoding, beamsOf(3)));
  });

  it("keeps the better of two drawn, with its chance", async () => {
    // One beam and one token: two are drawn, the more probable one stays. Worked out from all pairs.
    const chances = [0.4, 0.3, 0.2, 0.1];
    const model = modelOf(4, () => chances.map(Math.log));
    const uniform = seeded(7);
    const counts = new Map<string, number>();
    for (let round = 0; round < 8000; round++) {
      const [found] = await beamSample(model, [0], decodingOf({ maxNewTokens: 1 }), { ...beamsOf(1), uniform });
      const token = String(found?.tokens[0]);
      counts.set(token, (counts.get(token) ?? 0) + 1);
    }
    const expected = new Map<string, number>();
    chances.forEach((first, i) =>
      chances.forEach((second, j) => {
        if (i !== j) expected.set(String(Math.min(i, j)), (expected.get(String(Math.min(i, j))) ?? 0) + (first * second) / (1 - first));
      }),
    );
    assert.equal(expected.size, 3);
    assert.ok(chiSquare(counts, expected) < CRITICAL[2]);
  });
});
