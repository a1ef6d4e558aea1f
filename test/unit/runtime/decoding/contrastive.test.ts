import assert from "node:assert/strict";
import { contrastiveSearch, unit, weigh } from "../../../../src/runtime/decoding/search/contrastiveSearch";
import { followPath } from "../../../../src/runtime/decoding/search/followPath";
import { greatest, softmax } from "../../../../src/runtime/decoding/scores";
import { chainModel, decodingOf, restless } from "./chainModel";

describe("Contrastive search", () => {
  it("weighs probability against the greatest cosine to the text, as worked out by hand", () => {
    const context = [Float32Array.of(1, 0), unit(Float32Array.of(3, 4))];
    const candidates = [Float32Array.of(0, 1), unit(Float32Array.of(-2, 0))];
    const weighed = weigh([0.5, 0.25], context, candidates, 0.6);
    // The first is at 0.8 to the second token, at 0 to the first; the second at −1 and −0.6.
    [[0.8, 0.4 * 0.5 - 0.6 * 0.8], [-0.6, 0.4 * 0.25 + 0.6 * 0.6]].forEach(([similarity, score], i) => {
      assert.ok(Math.abs((weighed[i]?.similarity ?? NaN) - (similarity as number)) < 1e-6);
      assert.ok(Math.abs((weighed[i]?.score ?? NaN) - (score as number)) < 1e-6);
    });
  });

  it("is greedy decoding at α = 0, adapters included", async () => {
    const model = chainModel(7, 3);
    for (const prompt of [[1], [2, 5], [6, 6, 0]]) {
      const adapters = [restless];
      const greedy = await followPath(model, prompt, decodingOf(20, { adapters }), greatest);
      assert.deepEqual((await contrastiveSearch(model, prompt, decodingOf(20, { adapters }), { candidates: 4, alpha: 0 })).tokens, greedy.tokens);
    }
  });

  it("chooses, at every step, the best of the k most probable by the definition, and says what it weighed", async () => {
    const model = chainModel(9, 11, 1);
    const alpha = 0.6;
    const decoding = decodingOf(30);
    const { tokens, ended } = await contrastiveSearch(model, [4, 2], decoding, { candidates: 3, alpha });
    assert.equal(ended, "length");
    const signal = decoding.signal;
    let unlikeGreedy = 0;
    for (let step = 0; step < tokens.length; step++) {
      const text = [4, 2, ...tokens.slice(0, step)];
      const probabilities = softmax((await model.next([text], signal))[0]?.logits ?? new Float32Array());
      const likely = [...probabilities.keys()].sort((a, b) => (probabilities[b] as number) - (probabilities[a] as number)).slice(0, 3);
      const [streams] = await model.states([[...text, ...likely]], 0, signal);
      const cosine = (a: Float32Array, b: Float32Array): number => unit(a).reduce((sum, value, i) => sum + value * (unit(b)[i] as number), 0);
      const worth = likely.map((token, i) => {
        const own = streams?.[text.length + i] as Float32Array;
        return (1 - alpha) * (probabilities[token] as number) - alpha * Math.max(...text.map((_, j) => cosine(streams?.[j] as Float32Array, own)));
      });
      const expected = likely[worth.indexOf(Math.max(...worth))];
      assert.equal(tokens[step], expected);
      if (expected !== likely[0]) unlikeGreedy++;
      const weighed = decoding.events.filter(event => event.kind === "weighed")[step];
      assert.deepEqual(weighed?.candidates.map(({ token }) => token), likely);
    }
    assert.ok(unlikeGreedy > 2, `${unlikeGreedy} steps differ from greedy`);
  });

  it("never weighs a token that was ruled out, and ends at an end token", async () => {
    const model = chainModel(6, 5);
    const only = { name: "only", about: "Leaves two.", apply: (scores: Float32Array) => scores.map((score, token) => (token === 2 || token === 3 ? score : -Infinity)) };
    const decoding = decodingOf(10, { adapters: [only], endIds: new Set([3]) });
    const { tokens } = await contrastiveSearch(model, [0], decoding, { candidates: 4, alpha: 0.9 });
    for (const event of decoding.events) if (event.kind === "weighed") assert.deepEqual(event.candidates.map(({ token }) => token).sort(), [2, 3]);
    assert.ok(tokens.every(token => token === 2 || token === 3) && tokens.slice(0, -1).every(token => token === 2));
  });
});
