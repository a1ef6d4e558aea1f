import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ByDistance } from "../../../src/protocol/attention";
import type { StackPositions } from "../../../src/protocol/positions";
import { LoadedModel } from "../../../src/runtime/model/loadedModel";
import { openModel } from "../../../src/runtime/model/openModel";
import { describePositions } from "../../../src/runtime/positions/describePositions";
import { byDistance } from "../../../src/runtime/traces/byDistance";
import type { AttentionOf } from "../../../src/runtime/traces/passage";
import { TracedRun } from "../../../src/runtime/traces/tracedRun";
import { measuredPictures } from "../../../webview/positions/measured";
import { readGolden } from "../../golden/goldens";
import { cpuOnly, never, STARTER } from "./starter";

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

  const measured = async (folder: string): Promise<ByDistance> => {
    const model = await LoadedModel.load(await openModel(folder), await cpuOnly());
    const { context } = model.open.recipe.config;
    try {
      return await byDistance({ run: new TracedRun(model, { ids: ids.slice(0, context) }), kind: "self" }, layer, head, never);
    } finally {
      await model.dispose();
    }
  };

  for (const [name, terms] of [["bert-relative_key", 1], ["bert-relative_key_query", 3]] as const) {
    it(`${name}: the products of the head's vectors with those of the distances are what joins the scores`, async () => {
      const { position, formula, turned, pairs } = await measured((await readGolden(name)).folder);
      assert.equal(formula?.length, terms);
      assert.equal(turned, null);
      const [whole, ...parts] = formula.map(({ values }) => values) as [Float32Array, ...Float32Array[]];
      assert.ok(position && whole.length === 79 && pairs.every(count => count > 0));
      assert.ok(Math.max(...position.map(Math.abs)) > 0.05, "there is something to agree on");
      position.forEach((value, at) => assert.ok(Math.abs(value - (whole[at] as number)) < 1e-4, `${at}: ${value} is not ${whole[at]}`));
      if (parts.length > 0) whole.forEach((value, at) => assert.ok(Math.abs(value - parts.reduce((sum, part) => sum + (part[at] as number), 0)) < 1e-5));
    });
  }

  for (const name of ["starter", "gpt_neox", "llama-rope-llama3"]) {
    it(`${name}: turning changes no length of a query or key`, async () => {
      const folder = name === "starter" ? STARTER : (await readGolden(name)).folder;
      const { turned, formula } = await measured(folder);
      assert.ok(turned && formula === null);
      for (const { before, after } of [turned.q, turned.k]) {
        assert.ok(before.length === after.length && before.every(length => length > 0));
        before.forEach((length, token) => assert.ok(Math.abs((after[token] as number) / length - 1) <= turned.difference));
      }
      assert.ok(turned.difference < 1e-5 && turned.factor === 1);
    });
  }

  it("YaRN's factor is what lengths grow by", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "yarn-"));
    try {
      await cp((await readGolden("llama")).folder, folder, { recursive: true });
      const file = path.join(folder, "config.json");
      const config = JSON.parse(await readFile(file, "utf8")) as object;
      await writeFile(file, JSON.stringify({ ...config, rope_scaling: { rope_type: "yarn", factor: 4, original_max_position_embeddings: 16 } }));
      const { turned } = await measured(folder);
      assert.ok(turned && Math.abs(turned.factor - (0.1 * Math.log(4) + 1)) < 1e-9);
      assert.ok(turned.difference < 1e-5);
      assert.ok(Math.abs((turned.q.after[3] as number) / (turned.q.before[3] as number) - turned.factor) < 1e-5);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
