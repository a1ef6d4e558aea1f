import assert from "node:assert/strict";
import type { StackPositions } from "../../../src/protocol/positions";
import { LoadedModel } from "../../../src/runtime/model/loadedModel";
import { openModel } from "../../../src/runtime/model/openModel";
import { describePositions } from "../../../src/runtime/positions/describePositions";
import { byDistance } from "../../../src/runtime/traces/byDistance";
import type { AttentionOf } from "../../../src/runtime/traces/passage";
import { TracedRun } from "../../../src/runtime/traces/tracedRun";
import { measuredPictures } from "../../../webview/positions/measured";
import { readGolden } from "../../golden/goldens";
import { cpuOnly, never } from "./starter";

const [layer, head] = [1, 2];
/** Tokens that every one of these vocabularies has: some 100 of them, in no order. */
const ids = Array.from({ length: 100 }, (_, i) => 5 + ((i * 37) % 90));

/** What a pass adds to the logits is what the positions panel draws from weights and formula. */
describe("Positions measured and drawn", () => {
  const cases: Readonly<Record<string, (model: LoadedModel) => Promise<AttentionOf>>> = {
    bloom: model => Promise.resolve({ run: new TracedRun(model, { ids }), kind: "self" }),
    t5: model => Promise.resolve({ run: new TracedRun(model, { ids, stack: "encoder" }), kind: "self" }),
  };
  for (const [name, make] of Object.entries(cases)) {
    it(`${name}: the same curve`, async () => {
      const model = await LoadedModel.load(await openModel((await readGolden(name)).folder), await cpuOnly());
      try {
        const [stack] = (await describePositions(model.open)).stacks as [StackPositions];
        const of = await make(model);
        const [, logits] = measuredPictures(await byDistance(of, layer, head, never), stack, head);
        const [, measured, formula] = logits?.lines ?? [];
        assert.deepEqual([measured?.name, formula?.name], ["positions", "bias by the formula"]);
        assert.equal(measured?.values.length, name === "bloom" ? 100 : 199);
        measured?.values.forEach((value, at) => assert.ok(Math.abs(value - (formula?.values[at] as number)) < 1e-4, `${at}: ${value} is not ${formula?.values[at]}`));
      } finally {
        await model.dispose();
      }
    });
  }
});
