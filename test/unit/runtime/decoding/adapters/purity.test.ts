import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { initialStates, stages, type StepContext } from "../../../../../src/runtime/decoding/adapters/adapter";
import { softmax } from "../../../../../src/runtime/decoding/scores";
import { EVERY_ADAPTER, PLACE, SCORES } from "./everyAdapter";

const FOLDER = path.join(__dirname, "../../../../../src/runtime/decoding/adapters");
/** Let through what was ruled out before: one because it must come, one because nothing may be infinite. */
const LETS_THROUGH = ["forcedToken", "removeInvalid", "forcedBeginning", "forcedEnd"];
/** The text is longer than one token. */
const IDLE = ["forcedBeginning"];

/** The place, with arrays that nobody may write to noticed. */
function watchedPlace(): { context: StepContext; unchanged: () => void } {
  const beside = Object.fromEntries(Object.entries(PLACE.beside ?? {}).map(([name, scores]) => [name, scores.slice()]));
  const context: StepContext = { text: Object.freeze([...PLACE.text]), promptLength: PLACE.promptLength, beside };
  return { context, unchanged: () => assert.deepEqual(beside, PLACE.beside) };
}

describe("Every adapter", () => {
  it("is here", () => {
    const files = readdirSync(FOLDER).filter(file => /\): Adapter \{/.test(readFileSync(path.join(FOLDER, file), "utf8")));
    assert.deepEqual(files.map(file => file.replace(".ts", "")).sort(), Object.keys(EVERY_ADAPTER).sort());
  });

  for (const [name, adapter] of Object.entries(EVERY_ADAPTER)) {
    it(`${name}: fresh scores, and what it is given stays as it is`, () => {
      const { context, unchanged } = watchedPlace();
      const given = SCORES.slice();
      const [, found] = stages(given, context, [adapter], initialStates([adapter]));
      assert.ok(found !== given && found?.buffer !== given.buffer && found?.length === SCORES.length);
      assert.deepEqual(given, SCORES);
      unchanged();
      assert.deepEqual(adapter.apply(given, context, adapter.memory?.initial), found, "the same again");
      assert.equal(IDLE.includes(name), Buffer.compare(Buffer.from(found.buffer), Buffer.from(SCORES.buffer)) === 0, "does something here");
      assert.ok(adapter.name.length > 3 && /\.$/.test(adapter.about));
    });

    it(`${name}: probabilities that sum to 1, and what is ruled out stays so`, () => {
      const found = adapter.apply(SCORES, PLACE, adapter.memory?.initial);
      const sum = softmax(found).reduce((a, b) => a + b, 0);
      assert.ok(Math.abs(sum - 1) <= 1e-6, `${sum}`);
      assert.ok(found.every(score => !Number.isNaN(score) && score < Infinity));
      if (!LETS_THROUGH.includes(name)) assert.equal(found[7], -Infinity);
    });

    it(`${name}: lets a text be of whose tokens nothing is left, or of one`, () => {
      const none = new Float32Array(SCORES.length).fill(-Infinity);
      const left = adapter.apply(none, PLACE, adapter.memory?.initial);
      assert.ok(left.every(score => !Number.isNaN(score)));
      const one = none.slice();
      one[10] = -40;
      const single = adapter.apply(one, PLACE, adapter.memory?.initial);
      assert.ok(single.every(score => !Number.isNaN(score)));
      if (!LETS_THROUGH.includes(name)) assert.deepEqual(Array.from(softmax(single)), Array.from(softmax(one)));
    });
  }
});
