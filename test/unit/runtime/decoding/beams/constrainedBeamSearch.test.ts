import assert from "node:assert/strict";
import type { Text } from "../../../../../src/runtime/decoding/languageModel";
import { constrainedBeamSearch } from "../../../../../src/runtime/decoding/search/constrainedBeamSearch";
import { shareAmongBanks } from "../../../../../src/runtime/decoding/search/constraints/banks";
import { advancing, bankOf, isMet, missing, progressOf, type Progress } from "../../../../../src/runtime/decoding/search/constraints/progress";
import { requirement } from "../../../../../src/runtime/decoding/search/constraints/requirement";
import { beamsOf, decodingOf, only, scatteredModel } from "./tables";

describe("Progress with required phrases", () => {
  const phrase = requirement([[1, 2, 3]], 10);
  const either = requirement([[4, 5], [4, 6, 7], [8]], 10);
  const after = (...text: number[]): Progress => progressOf(text, [phrase, either]);

  it("goes through one phrase after another, in any order", () => {
    assert.ok(isMet(after(0, 1, 2, 3, 9, 8)));
    assert.ok(isMet(after(4, 6, 7, 1, 2, 3)));
    assert.ok(!isMet(after(1, 2, 9, 3, 8)));
    assert.ok(!isMet(after(1, 4, 5, 2, 3)));
  });

  it("knows which tokens help", () => {
    assert.deepEqual(advancing(after(0)), [1, 4, 8]);
    assert.deepEqual(advancing(after(4)), [5, 6]);
    assert.deepEqual(advancing(after(1, 2)), [3]);
    assert.deepEqual(advancing(after(8)), [1]);
    assert.deepEqual(advancing(after(8, 1, 2, 3)), []);
  });

  it("begins anew with a phrase that is broken off; the token that breaks it off begins nothing", () => {
    assert.deepEqual(advancing(after(1, 2, 9)), [4, 8, 1]);
    assert.deepEqual(after(1, 4), after(1, 9));
    assert.ok(isMet(after(1, 2, 1, 1, 2, 3, 8)));
  });

  it("counts banks by the longest phrase, and what is missing by the shortest", () => {
    assert.deepEqual([after(0), after(1), after(1, 2), after(1, 2, 3), after(4), after(4, 5)].map(one => bankOf(one, 3)), [0, 1, 2, 3, 1, 3]);
    assert.deepEqual([after(0), after(1), after(1, 2, 3), after(4), after(4, 6), after(8, 1, 2, 3)].map(missing), [4, 3, 1, 4, 4, 0]);
    // A shorter phrase fills the bank as if it were as long as the longest.
    assert.equal(bankOf(progressOf([9], [phrase, requirement([[9, 0]], 10)]), 3), 2);
  });

  it("refuses phrases that cannot be told apart or met", () => {
    for (const [alternatives, message] of [
      [[], /no tokens/],
      [[[1], []], /no tokens/],
      [[[1, 10]], /10 is not a token of the vocabulary of 10/],
      [[[-1]], /-1 is not a token/],
      [[[1, 2], [1, 2, 3]], /begins with another/],
      [[[1], [1]], /begins with another/],
    ] as const) {
      assert.throws(() => requirement(alternatives, 10), { code: "input-invalid", message });
    }
  });
});

describe("Banks of equal progress", () => {
  it("have the places in turn, the fullest bank first", () => {
    const candidates = [[0, -1], [0, -2], [0, -3], [1, -7], [1, -5], [2, -9]].map(([bank, score], token) => ({ bank: bank as number, extension: { parent: 0, token, score: score as number } }));
    assert.deepEqual(shareAmongBanks(candidates, 5).map(({ token }) => token), [5, 4, 0, 3, 1]);
  });
});

describe("Constrained beam search", () => {
  const holds = (tokens: Text, phrase: readonly number[]): boolean => tokens.some((_, i) => phrase.every((token, j) => tokens[i + j] === token));

  it("finds texts with all phrases, whatever the model would rather say", async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const options = { ...beamsOf(4, { returned: 1 }), required: [[[7, 8, 7]], [[1, 1], [9]]] };
      const [found] = await constrainedBeamSearch(scatteredModel(12, 6, seed), [3], decodingOf({ endIds: new Set([0]), maxNewTokens: 8 }), options);
      const tokens = found?.tokens ?? [];
      assert.ok(holds(tokens, [7, 8, 7]) && (holds(tokens, [1, 1]) || holds(tokens, [9])), `seed ${seed}: ${tokens.join()}`);
    }
  });

  it("counts what the prompt holds, and lets no text end before it has met all", async () => {
    const model = scatteredModel(6, 3);
    const decoding = decodingOf({ adapters: [only(() => [0])], endIds: new Set([0]), maxNewTokens: 5 });
    const [free] = await constrainedBeamSearch(model, [4, 5], decoding, { ...beamsOf(2, { returned: 1 }), required: [[[4, 5]]] });
    assert.deepEqual(free?.tokens, [0]);
    await assert.rejects(constrainedBeamSearch(model, [4, 1], decoding, { ...beamsOf(2, { returned: 1 }), required: [[[4, 5]]] }), { message: /ruled out/ });
    const ends = decodingOf({ adapters: [only(text => (text.length < 4 ? [0, 5] : [0, 4]))], endIds: new Set([0]), maxNewTokens: 5 });
    const [late] = await constrainedBeamSearch(model, [1], ends, { ...beamsOf(2, { returned: 1 }), required: [[[4]]] });
    assert.deepEqual(late?.tokens.slice(0, 4), [5, 5, 5, 4]);
  });

  it("returns beams that have not met all only where too few have, as upstream", async () => {
    const run = (returned: number) => constrainedBeamSearch(scatteredModel(12, 3, 4), [3], decodingOf({ maxNewTokens: 3 }), { ...beamsOf(4, { returned }), required: [[[7, 8, 2]]] });
    const [only1] = await run(1);
    assert.deepEqual(only1?.tokens, [7, 8, 2]);
    const four = await run(4);
    assert.equal(four.filter(({ tokens }) => holds(tokens, [7, 8, 2])).length, 1);
    assert.equal(four.length, 4);
  });

  it("refuses more than fits, and nothing", async () => {
    const run = (required: number[][][]) => constrainedBeamSearch(scatteredModel(12, 3), [3], decodingOf({ maxNewTokens: 4 }), { ...beamsOf(2), required });
    await assert.rejects(run([[[1, 2, 3]], [[4, 5], [6, 7, 8]]]), { code: "input-invalid", message: /at least 5 tokens, more than the 4/ });
    await assert.rejects(run([]), { code: "input-invalid", message: /empty/ });
    assert.equal((await run([[[1, 2, 3]], [[4, 5], [6]]])).length, 2);
  });
});
