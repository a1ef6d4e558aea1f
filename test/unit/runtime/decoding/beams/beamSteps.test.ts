import assert from "node:assert/strict";
import type { Adapter } from "../../../../../src/runtime/decoding/adapters/adapter";
import type { BeamStep, DecodingEvent } from "../../../../../src/runtime/decoding/events";
import type { Scores } from "../../../../../src/runtime/decoding/scores";
import { beamSample } from "../../../../../src/runtime/decoding/search/beamSample";
import { beamSearch } from "../../../../../src/runtime/decoding/search/beamSearch";
import { constrainedBeamSearch } from "../../../../../src/runtime/decoding/search/constrainedBeamSearch";
import { groupBeamSearch } from "../../../../../src/runtime/decoding/search/groupBeamSearch";
import { stochasticBeamSearch } from "../../../../../src/runtime/decoding/search/stochasticBeamSearch";
import type { Decoded, Decoding } from "../../../../../src/runtime/decoding/decoding";
import { beamsOf, decodingOf, scatteredModel, seeded } from "./tables";

const halved: Adapter = { name: "halved", about: "Half of each score.", apply: scores => scores.map(score => score / 2) };
const model = scatteredModel(7, 5);
const options = beamsOf(4);
const SEARCHES: Readonly<Record<string, { stages: number; run: (decoding: Decoding) => Promise<readonly Decoded[]> }>> = {
  "beam search": { stages: 2, run: decoding => beamSearch(model, [3], decoding, options) },
  "group beam search": { stages: 3, run: decoding => groupBeamSearch(model, [3], decoding, { ...options, groups: 2, diversityPenalty: 0.7 }) },
  "constrained beam search": { stages: 2, run: decoding => constrainedBeamSearch(model, [3], decoding, { ...options, returned: 2, required: [[[5, 2]], [[4], [6, 6]]] }) },
  "beam sampling": { stages: 2, run: decoding => beamSample(model, [3], decoding, { ...options, uniform: seeded(5) }) },
  "stochastic beam search": { stages: 2, run: decoding => stochasticBeamSearch(model, [3], decoding, { beams: 4, uniform: seeded(5) }) },
};

/** The tree of beams can be drawn from the steps alone. */
describe("Steps of beams as they are told", () => {
  for (const [name, { stages, run }] of Object.entries(SEARCHES)) {
    for (const maxNewTokens of [6, 12]) {
      it(`${name}, ${maxNewTokens} tokens`, async () => {
        const events: DecodingEvent[] = [];
        const decoding = decodingOf({ adapters: [halved], maxNewTokens, endIds: new Set([0, 1]), observe: event => events.push(event) });
        const found = await run(decoding);
        const steps = events.filter((event): event is BeamStep => event.kind === "beams");
        assert.ok(steps.length > 1);
        const leaves: string[] = [];
        steps.forEach(({ step, beams, candidates }, i) => {
          assert.equal(step, i);
          const kept = candidates.filter(({ fate }) => fate === "kept").sort((one, other) => (one.beam as number) - (other.beam as number));
          const grown = kept.map(({ parent, token, score }) => ({ text: [...(beams[parent]?.text ?? []), token], score }));
          assert.deepEqual(grown, (steps[i + 1]?.beams ?? []).map(({ text, score }) => ({ text, score })));
          assert.deepEqual(kept.map(({ beam }) => beam), kept.map((_, beam) => beam));
          assert.equal(new Set(candidates.map(({ parent, token }) => `${parent} ${token}`)).size, candidates.length);
          for (const { parent, token, fate, final, score, logProbability } of candidates) {
            const { text, scores, score: before } = beams[parent] as BeamStep["beams"][number];
            assert.equal(scores.length, stages);
            assert.ok(score > -Infinity);
            if (fate === "finished") leaves.push([...text, token].join());
            if (fate === "finished") assert.ok(Number.isFinite(final));
            if (name === "stochastic beam search") continue;
            assert.equal(logProbability, (scores.at(-1) as Scores)[token]);
            assert.equal(score, Math.fround(before + logProbability));
          }
          const order = candidates.filter(({ fate }) => fate !== "pruned").map(({ score }) => score);
          assert.deepEqual(order, order.toSorted((one, other) => other - one));
        });
        const ended = events.filter(event => event.kind === "ended");
        assert.deepEqual(ended.map(({ text, reason }) => [text.slice(1), reason]), found.map(({ tokens, ended: reason }) => [tokens, reason]));
        // Whichever end token came, the first one is written; stochastic beams keep theirs.
        const written = leaves.map(leaf => (name === "stochastic beam search" ? leaf : leaf.replace(/,1$/, ",0")));
        for (const { text } of ended) assert.ok(written.includes(text.join()) || leaves.includes(text.join()), `${text.join()} of ${leaves.join(" ")}`);
      });
    }
  }

  it("tells the groups apart", async () => {
    const steps: BeamStep[] = [];
    await SEARCHES["group beam search"]?.run(decodingOf({ observe: event => event.kind === "beams" && steps.push(event) }));
    assert.deepEqual(steps.map(({ beams }) => beams.map(({ group }) => group)), [[0, 1], [0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 1, 1]]);
  });
});
