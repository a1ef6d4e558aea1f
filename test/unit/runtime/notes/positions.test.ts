import assert from "node:assert/strict";
import path from "node:path";
import type { Finding } from "../../../../src/protocol/notes/note";
import type { CurvesPicture } from "../../../../src/protocol/positions";
import { readFloats } from "../../../../src/runtime/checkpoints/safetensors";
import { Models } from "../../../../src/runtime/models";
import { runStatement } from "../../../../src/runtime/notes/runStatement";
import { headVectors } from "../../../../src/runtime/traces/headVectors";
import { TracedRun } from "../../../../src/runtime/traces/tracedRun";
import { cpuOnly, never, TEXT } from "../starter";

const MODELS = path.join(__dirname, "../../../../models");

describe("The statements on positions", () => {
  let models: Models;
  const load = (model: string) => models.load(path.join(MODELS, model), never);
  const put = async (id: string, model: string): Promise<Finding> => runStatement({ id, text: TEXT, documents: [], settings: {}, known: {} }, await load(model), never);
  const curves = ({ pictures }: Finding, id: string): CurvesPicture => {
    const found = pictures.find(picture => picture.id === id);
    assert.ok(found?.kind === "curves");
    return found;
  };

  before(async () => {
    models = new Models(await cpuOnly(), () => undefined, MODELS);
  });
  after(async () => {
    for (const folder of await models.folders()) await models.unload(folder);
  });

  it("measures the numbers that T5's table holds, in the buckets of upstream's formula", async () => {
    const found = await put("one-number-per-bucket", "starter-t5");
    // The starts of the wide buckets as transformers' _relative_position_bucket has them: 8, 12, 16, 23, 32, 46, 64, 91.
    assert.match(found.says, /8 for one distance each, then for 4, 4, 7, 9, 14, 18, 27, and from 91 on/);
    const { model } = await load("starter-t5");
    const table = await readFloats(model.open.weights.find("encoder.rel.W_bias").tensor);
    const { x, lines } = curves(found, "added-by-distance");
    const bucketOf = new Map([[0, 0], [-7, 7], [-8, 8], [-11, 8], [-12, 9], [-90, 14], [-91, 15], [-255, 15], [1, 17], [7, 23], [8, 24], [255, 31]]);
    for (const [distance, bucket] of bucketOf) {
      lines.forEach(({ values }, head) => assert.ok(Math.abs((values[x.at.indexOf(distance)] as number) - (table[bucket * 4 + head] as number)) < 1e-5, `${distance}`));
    }
  });

  it("measures the products of queries and the vectors of distances", async () => {
    const found = await put("distances-are-clipped", "starter-bert-shaw");
    const { model, tokenizer } = await load("starter-bert-shaw");
    const table = await readFloats(model.open.weights.find("blocks.0.attn.W_rel").tensor);
    const ids = (await tokenizer().encode(TEXT)).map(token => token.id);
    const { q } = await headVectors(new TracedRun(model, { ids }), 0, 2, never);
    const { x, lines } = curves(found, "added-by-distance");
    // The first token's query does not depend on those behind it in the first block; Shaw's row of key − query is the query's distance from its key.
    for (const distance of [0, 1, 40, 256, 300]) {
      const at = x.at.indexOf(distance);
      assert.ok(at >= 0);
      const row = 255 - Math.min(distance, 255);
      const product = Array.from({ length: 32 }, (_, channel) => (q[channel] as number) * (table[row * 32 + channel] as number)).reduce((sum, term) => sum + term, 0);
      assert.ok(Math.abs(product / Math.sqrt(32) - (lines[2]?.values[at] as number)) < 1e-4, `${distance}`);
    }
  });
});
