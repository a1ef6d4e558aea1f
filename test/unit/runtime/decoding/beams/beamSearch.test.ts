import assert from "node:assert/strict";
import { Cancelled } from "../../../../../src/protocol/problem";
import type { Adapter } from "../../../../../src/runtime/decoding/adapters/adapter";
import type { LanguageModel, Text } from "../../../../../src/runtime/decoding/languageModel";
import { greatest } from "../../../../../src/runtime/decoding/scores";
import type { Row } from "../../../../../src/runtime/decoding/search/beam";
import { BeamHypotheses, type Hypothesis } from "../../../../../src/runtime/decoding/search/beamHypotheses";
import { beamSearch } from "../../../../../src/runtime/decoding/search/beamSearch";
import { bestExtensions } from "../../../../../src/runtime/decoding/search/extensions";
import { followPath } from "../../../../../src/runtime/decoding/search/followPath";
import { allTexts, beamsOf, decodingOf, modelOf, only, scatteredModel, seeded } from "./tables";

const near = (one: number, other: number): void => assert.ok(Math.abs(one - other) <= 1e-5, `${one} and ${other}`);

describe("Beam search", () => {
  for (const lengthPenalty of [1, 0, 2, -0.5]) {
    it(`finds the best of all texts with beams enough, length penalty ${lengthPenalty}`, async () => {
      for (let seed = 1; seed <= 5; seed++) {
        const model = scatteredModel(4, 6, seed);
        const decoding = decodingOf({ endIds: new Set([2]) });
        const texts = (await allTexts(model, [1], decoding)).map(({ tokens, logProbability }) => ({ tokens, score: logProbability / tokens.length ** lengthPenalty }));
        texts.sort((one, other) => other.score - one.score);
        const found = await beamSearch(model, [1], decoding, beamsOf(300, { lengthPenalty, earlyStopping: "never", returned: 10 }));
        assert.deepEqual(found.map(({ tokens }) => tokens), texts.slice(0, 10).map(({ tokens }) => tokens));
        found.forEach(({ score }, i) => near(score, (texts[i] as (typeof texts)[number]).score));
      }
    });
  }

  it("is greedy decoding with one beam, where nothing ends a text", async () => {
    const model = scatteredModel(9, 4);
    const [found] = await beamSearch(model, [3, 1], decodingOf({ maxNewTokens: 12 }), beamsOf(1));
    assert.deepEqual(found?.tokens, (await followPath(model, [3, 1], decodingOf({ maxNewTokens: 12 }), greatest)).tokens);
  });

  it("asks the model once a step, for all open beams", async () => {
    const asked: number[] = [];
    const inner = scatteredModel(9, 4);
    const model: LanguageModel = { ...inner, next: (texts, signal) => (asked.push(texts.length), inner.next(texts, signal)) };
    await beamSearch(model, [3], decodingOf({ maxNewTokens: 5 }), beamsOf(4));
    assert.deepEqual(asked, [1, 4, 4, 4, 4]);
  });

  it("stops within a step when it is cancelled", async () => {
    const stopping = new AbortController();
    let asked = 0;
    const inner = scatteredModel(9, 4);
    const model: LanguageModel = { ...inner, next: (texts, signal) => (++asked === 3 && stopping.abort(), inner.next(texts, signal)) };
    await assert.rejects(beamSearch(model, [3], decodingOf({ maxNewTokens: 50, signal: stopping.signal }), beamsOf(4)), Cancelled);
    assert.equal(asked, 3);
  });

  it("lets what adapters remember go with its beam", async () => {
    let compared = 0;
    const remembering: Adapter<readonly number[]> = {
      name: "remembers",
      about: "Its state is the new tokens.",
      apply: (scores, { text, promptLength }, state) => {
        assert.deepEqual(state, text.slice(promptLength));
        compared++;
        return scores;
      },
      memory: { initial: [], after: (state, token) => [...state, token] },
    };
    await beamSearch(scatteredModel(6, 3), [0, 5], decodingOf({ adapters: [remembering as Adapter], maxNewTokens: 8 }), beamsOf(3));
    assert.equal(compared, 1 + 7 * 3);
  });

  it("gives adapters log-probabilities, and leaves the model's logits alone", async () => {
    const logits = Float32Array.of(3, 1, 2);
    let sum = 0;
    const looking: Adapter = { name: "looks", about: "Adds up.", apply: scores => ((sum = scores.reduce((total, score) => total + Math.exp(score), 0)), scores) };
    const model: LanguageModel = { vocabulary: 3, next: texts => Promise.resolve(texts.map(() => ({ logits }))) };
    await beamSearch(model, [0], decodingOf({ adapters: [looking], maxNewTokens: 2 }), beamsOf(2));
    near(sum, 1);
    assert.deepEqual([...logits], [3, 1, 2]);
  });

  it("ends a beam where `stop` says so, without the others", async () => {
    const stop = (text: Text): boolean => text.at(-1) === 2 && text.at(-2) === 3;
    const model = modelOf(4, text => (text.at(-1) === 3 ? [0, 0, 5, 0] : [1, 0, -9, 2]));
    const found = await beamSearch(model, [0], decodingOf({ stop, maxNewTokens: 5 }), beamsOf(2));
    assert.deepEqual(found.map(({ tokens, ended }) => [tokens, ended]), [[[3, 2], "stop"], [[0, 3, 2], "stop"]]);
  });

  it("returns no text twice and none that is ruled out, though there be fewer than beams", async () => {
    const allowed = (text: Text): readonly number[] => [[1], [2, 3], [0]][text.length - 1] ?? [];
    const found = await beamSearch(scatteredModel(5, 2), [4], decodingOf({ adapters: [only(allowed)], maxNewTokens: 3 }), beamsOf(4));
    assert.deepEqual(found.map(({ tokens }) => tokens.join()).sort(), ["1,2,0", "1,3,0"]);
  });

  it("says that everything is ruled out", async () => {
    await assert.rejects(beamSearch(scatteredModel(5, 2), [4], decodingOf({ adapters: [only(() => [])] }), beamsOf(2)), { code: "input-invalid", message: /ruled out/ });
  });

  it("does nothing where no token may come", async () => {
    const found = await beamSearch(scatteredModel(5, 2), [4], decodingOf({ maxNewTokens: 0 }), beamsOf(2));
    assert.deepEqual(found, [{ tokens: [], score: 0, beamIndices: [], ended: "length" }]);
  });

  it("refuses what beams cannot do", async () => {
    for (const [options, message] of [
      [beamsOf(2, { returned: 3 }), /3 texts .* 2 beams/],
      [beamsOf(0), /num_beams\): 0/],
      [beamsOf(2.5), /num_beams\): 2.5/],
      [beamsOf(2, { returned: 0 }), /num_return_sequences\): 0/],
      [beamsOf(2, { lengthPenalty: NaN }), /length_penalty/],
    ] as const) {
      await assert.rejects(beamSearch(scatteredModel(5, 2), [4], decodingOf(), options), { code: "input-invalid", message });
    }
  });
});

describe("Extensions of beams", () => {
  it("are the best of all, the lower beam and token first of equals", () => {
    const uniform = seeded(3);
    for (let round = 0; round < 50; round++) {
      const rows = Array.from({ length: 3 }, (_, i) => ({ beam: { score: -i }, scores: Float32Array.from({ length: 40 }, () => (uniform() < 0.1 ? -Infinity : -Math.floor(uniform() * 6))) })) as unknown as Row[];
      const all = rows.flatMap(({ beam, scores }, parent) => Array.from(scores, (score, token) => ({ parent, token, score: score + beam.score })));
      const sorted = all.filter(({ score }) => score > -Infinity).sort((one, other) => other.score - one.score);
      assert.deepEqual(bestExtensions(rows, 17), sorted.slice(0, 17));
    }
  });
});

describe("Ended texts of a beam search", () => {
  const ended = (final: number): Hypothesis => ({ text: [], parents: [], ended: "end token", final });

  it("are the best so many, the first of equals goes", () => {
    const hypotheses = new BeamHypotheses(2, 1, false, 10);
    const [one, other, third] = [ended(-2), ended(-2), ended(-1)];
    assert.deepEqual([hypotheses.add(one), hypotheses.add(other), hypotheses.add(ended(-2)), hypotheses.add(third)], [true, true, false, true]);
    assert.ok(hypotheses.all[0] === other && hypotheses.all[1] === third);
  });

  it("are enough by the rule of early stopping", () => {
    // The best open beam has the sum −6 with 4 of 10 tokens: −1.5 if it ended now, −0.6 at the greatest length.
    const done = (earlyStopping: boolean | "never", lengthPenalty: number, worst: number): boolean => {
      const hypotheses = new BeamHypotheses(1, lengthPenalty, earlyStopping, 10);
      assert.equal(hypotheses.isDone(-6, 4), false);
      hypotheses.add(ended(worst));
      return hypotheses.isDone(-6, 4);
    };
    assert.deepEqual([done(true, 1, -9), done(false, 1, -1.4), done(false, 1, -1.6)], [true, true, false]);
    assert.deepEqual([done("never", 1, -1.4), done("never", 1, -0.5)], [false, true]);
    assert.deepEqual([done("never", -1, -23), done("never", -1, -25)], [true, false]);
  });
});
