import assert from "node:assert/strict";
import type { Adapter } from "../../../../../src/runtime/decoding/adapters/adapter";
import type { BeamStep } from "../../../../../src/runtime/decoding/events";
import { beamSearch } from "../../../../../src/runtime/decoding/search/beamSearch";
import { groupBeamSearch } from "../../../../../src/runtime/decoding/search/groupBeamSearch";
import { beamsOf, decodingOf, modelOf, scatteredModel } from "./tables";

describe("Diverse beam search", () => {
  it("is beam search where there is one group", async () => {
    const decoding = decodingOf({ endIds: new Set([2]), maxNewTokens: 8 });
    const one = await groupBeamSearch(scatteredModel(9, 4), [3], decoding, { ...beamsOf(4), groups: 1, diversityPenalty: 1 });
    assert.deepEqual(one, await beamSearch(scatteredModel(9, 4), [3], decoding, beamsOf(4)));
  });

  it("takes the penalty off once for each beam of an earlier group, and off the beam's score", async () => {
    // Worked by hand: always 0.7, 0.2, 0.1. Groups of one: the second sees 0 chosen once, the third 0 and 1 or 0 twice.
    const model = modelOf(3, () => [0.7, 0.2, 0.1].map(Math.log));
    const found = await groupBeamSearch(model, [0], decodingOf({ maxNewTokens: 1 }), { ...beamsOf(3), groups: 3, diversityPenalty: 1.5 });
    const expected = [[0, Math.log(0.7)], [1, Math.log(0.2)], [0, Math.log(0.7) - 1.5]] as const;
    assert.deepEqual(found.map(({ tokens }) => tokens[0]), [0, 1, 0]);
    found.forEach(({ score }, i) => assert.ok(Math.abs(score - (expected[i]?.[1] as number)) < 1e-6, `${score}`));
  });

  it("begins each group with another token where the penalty is great", async () => {
    const found = await groupBeamSearch(scatteredModel(9, 4), [3], decodingOf({ maxNewTokens: 6 }), { ...beamsOf(8), groups: 4, diversityPenalty: 100 });
    assert.equal(found.length, 8);
    const steps: BeamStep[] = [];
    await groupBeamSearch(scatteredModel(9, 4), [3], decodingOf({ observe: event => event.kind === "beams" && steps.push(event) }), { ...beamsOf(4), groups: 4, diversityPenalty: 100 });
    for (const { candidates } of steps) {
      const kept = candidates.filter(({ fate }) => fate === "kept" || fate === "finished").map(({ token }) => token);
      assert.equal(new Set(kept).size, 4, kept.join());
    }
  });

  it("puts the penalty among the adapters where it is told to", async () => {
    const seen: number[] = [];
    const looking: Adapter = { name: "looks", about: "Notes the first score.", apply: scores => (seen.push(Math.round(Math.exp(scores[0] as number) * 1e6) / 1e6), scores) };
    const run = (penaltyAt: number): Promise<unknown> =>
      groupBeamSearch(modelOf(2, () => [0.75, 0.25].map(Math.log)), [0], decodingOf({ adapters: [looking], maxNewTokens: 1 }), { ...beamsOf(2), groups: 2, diversityPenalty: Math.log(3), penaltyAt });
    await run(0);
    await run(1);
    assert.deepEqual(seen, [0.75, 0.25, 0.75, 0.75]);
  });

  it("counts padding for a group that is done, as upstream, or nothing", async () => {
    // The first group takes 3 and then the end; the second takes 4, 4 and then has to choose between 1, which is padding, and 0.
    const likely = (...tokens: (readonly [number, number])[]): number[] => [0, 1, 2, 3, 4].map(token => tokens.find(([one]) => one === token)?.[1] ?? -9);
    const model = modelOf(5, text => (text.length === 1 ? likely([3, 1], [4, 0.9]) : text.length === 3 ? likely([1, 1], [0, 0.5]) : text.at(-1) === 3 ? likely([2, 5]) : likely([4, 5])));
    const run = async (padId?: number): Promise<readonly (readonly number[])[]> => {
      const options = { ...beamsOf(2), groups: 2, diversityPenalty: 3, ...(padId !== undefined && { padId }) };
      return (await groupBeamSearch(model, [0], decodingOf({ endIds: new Set([2]), maxNewTokens: 3 }), options)).map(({ tokens }) => tokens);
    };
    assert.deepEqual([await run(), await run(1)], [[[3, 2], [4, 4, 1]], [[3, 2], [4, 4, 0]]]);
  });

  it("refuses groups that beams cannot be parted into, and no penalty", async () => {
    const model = scatteredModel(5, 2);
    const run = (groups: number, diversityPenalty: number) => groupBeamSearch(model, [4], decodingOf(), { ...beamsOf(4), groups, diversityPenalty });
    await assert.rejects(run(3, 1), { code: "input-invalid", message: /4 beams .* 3 groups/ });
    await assert.rejects(run(0, 1), { code: "input-invalid", message: /num_beam_groups/ });
    await assert.rejects(run(2, 0), { code: "input-invalid", message: /diversity_penalty is 0/ });
  });
});
