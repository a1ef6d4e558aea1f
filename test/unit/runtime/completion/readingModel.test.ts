import assert from "node:assert/strict";
import { ReadingModel } from "../../../../src/runtime/completion/readingModel";
import { Cancelled } from "../../../../src/protocol/problem";
import { BranchingModel } from "../../../../src/runtime/generation/branchingModel";
import { LoadedModel } from "../../../../src/runtime/model/loadedModel";
import { openModel } from "../../../../src/runtime/model/openModel";
import { readGolden } from "../../../golden/goldens";
import { cpuOnly, never } from "../starter";

const text = [5, 9, 31, 7, 44, 12, 60, 3];

describe("What is read in the pass that chooses", () => {
  for (const name of ["gpt2", "llama-gqa", "bloom"]) {
    it(`${name}: the scores and the inside are those of two passes, and no token is computed more`, async () => {
      const model = await LoadedModel.load(await openModel((await readGolden(name)).folder), await cpuOnly());
      const [apart, together] = [new BranchingModel(model), new BranchingModel(model)];
      const reading = new ReadingModel(together, ({ length }) => length <= text.length);
      for (const asked of [text.slice(0, 5), text, text]) {
        const [next] = await apart.next([asked], never);
        const inside = await apart.inside(asked, never);
        const [other] = await reading.next([asked], never);
        near(other?.logits, next?.logits);
        assert.deepEqual(reading.read?.text, asked);
        near(reading.read.inside.pattern, inside.pattern);
        near(reading.read.inside.streams, inside.streams);
        assert.equal(together.computed, apart.computed);
      }
      const { read } = reading;
      const longer = [...text, 8];
      near((await reading.next([longer], never))[0]?.logits, (await apart.next([longer], never))[0]?.logits);
      assert.equal(reading.read, read, "of others nothing is noted");
      await reading.next([text, longer], never);
      assert.equal(reading.read, read);
      await model.dispose();
    });
  }

  it("taken back, it leaves the cache as it was", async () => {
    const model = await LoadedModel.load(await openModel((await readGolden("gpt2")).folder), await cpuOnly());
    const branching = new BranchingModel(model);
    await branching.next([text.slice(0, 4)], never);
    const abort = new AbortController();
    abort.abort();
    await assert.rejects(branching.nextAndInside(text, abort.signal), Cancelled);
    assert.equal(branching.known(text), 4);
    assert.equal(branching.computed, 4);
    const { logits } = await branching.nextAndInside(text, never);
    near(logits, (await new BranchingModel(model).next([text], never))[0]?.logits);
    await model.dispose();
  });
});

function near(one: Float32Array | undefined, other: Float32Array | undefined): void {
  assert.ok(one && other && one.length === other.length && one.length > 0);
  one.forEach((value, i) => assert.ok(Math.abs(value - (other[i] as number)) < 2e-5, `${i}: ${value} and ${other[i]}`));
}
