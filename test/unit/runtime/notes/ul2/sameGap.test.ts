import assert from "node:assert/strict";
import path from "node:path";
import { crossEntropy } from "../../../../../src/runtime/commands/loss";
import { traceCase } from "../../../../../src/runtime/commands/trace";
import { Models } from "../../../../../src/runtime/models";
import { runStatement } from "../../../../../src/runtime/notes/runStatement";
import { cpuOnly, never, TEXT } from "../../starter";

const MODELS = path.join(__dirname, "../../../../../models");

describe("The same gap by a prefix LM and a causal one", () => {
  it("costs what the command line's traces say, with a prefix and without", async () => {
    const models = new Models(await cpuOnly(), () => undefined, MODELS);
    const loaded = await models.load(path.join(MODELS, "starter-prefix"), never);
    const found = await runStatement({ id: "a-prefix-lm-fills-the-gap-better", text: TEXT, documents: [], settings: { share: 0.5 }, known: {} }, loaded, never);
    const [listing, curves] = found.pictures;
    assert.ok(listing?.kind === "listing" && curves?.kind === "curves");
    const ids = (await loaded.tokenizer().encode(TEXT)).map(({ id }) => id);
    const from = ids.length - Math.round(ids.length / 2);
    const { vocabulary } = loaded.model.open.recipe.config;
    const costs: number[] = [];
    for (const [index, more] of [{ prefixLengths: [from] }, { prefixLengths: [0] }].entries()) {
      const traced = await traceCase(loaded.model, { name: "case", choices: 1, ids: [ids], ...more }, { only: ["logits"], taps: [], signal: never });
      const logits = traced.get("case.logits")!.data as Float32Array;
      const losses = ids.slice(from).map((id, at) => crossEntropy(logits.subarray((from + at - 1) * vocabulary, (from + at) * vocabulary), id));
      costs.push(losses.reduce((sum, loss) => sum + loss, 0) / losses.length);
      assert.ok(Math.abs(Number(listing.rows[index]![1]) - costs[index]!) < 1e-4);
      assert.ok(Math.abs(curves.lines[index]!.values[0]! - losses[0]!) < 1e-4);
    }
    assert.notEqual(costs[0], costs[1]);
    assert.ok(Math.abs(found.figure! - (costs[1]! - costs[0]!)) < 1e-4);
    await assert.rejects(runStatement({ id: "a-prefix-lm-fills-the-gap-better", text: "A", documents: [], settings: {}, known: {} }, loaded, never), { code: "text-empty" });
    await models.unload(loaded.card.folder);
  });
});
