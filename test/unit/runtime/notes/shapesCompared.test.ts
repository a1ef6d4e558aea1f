import assert from "node:assert/strict";
import path from "node:path";
import { openModel } from "../../../../src/runtime/model/openModel";
import { shapesCompared } from "../../../../src/runtime/notes/architectures/shapesCompared";
import { stackParts } from "../../../../src/runtime/notes/architectures/stackParts";

const MODELS = path.join(__dirname, "../../../../models");

/** Which of the compared shapes each of these is: all of its parameters must be found again. */
const KNOWN = [
  { folder: path.join(MODELS, "starter-llama"), shape: "decoder alone" },
  { folder: path.join(MODELS, "starter-gpt2"), shape: "decoder alone" },
  { folder: path.join(MODELS, "starter-gpt"), shape: "decoder alone" },
  { folder: path.join(MODELS, "starter-bert"), shape: "encoder alone" },
  { folder: path.join(MODELS, "starter-bert-shaw"), shape: "encoder alone" },
  { folder: path.join(MODELS, "starter-t5"), shape: "encoder–decoder" },
  { folder: path.join(MODELS, "starter-ul2"), shape: "encoder–decoder" },
  { folder: path.join(MODELS, "starter-marian"), shape: "encoder–decoder" },
];

describe("The same blocks in other shapes", () => {
  for (const { folder, shape } of KNOWN) {
    it(`${path.basename(folder)} is found again, parameter for parameter`, async () => {
      const open = await openModel(folder);
      const { layers, heads, kvHeads, dHead } = open.recipe.config;
      const parts = stackParts(open, open.recipe);
      const own = shapesCompared(parts, parts.cross, { layers, attended: heads * dHead, keys: kvHeads * dHead }, 16).find(({ name }) => name === shape);
      assert.equal(own?.parameters, open.weights.countByPart().reduce((sum, { count }) => sum + count, 0));
    });
  }

  it("operations are those counted by hand: one block of 10 parameters, one channel, four tokens", () => {
    const parts = { attention: 4, cross: 0, mlp: 5, norms: 1, once: 0, embedding: 0, head: 0 };
    const operations = Object.fromEntries(shapesCompared(parts, 4, { layers: 1, attended: 1, keys: 1 }, 4).map(shape => [shape.name, shape.operations]));
    assert.deepEqual(operations, {
      "encoder alone": 2 * 40 + 4 * 16,
      "decoder alone": 2 * 40 + 4 * 10,
      "prefix LM": 2 * 40 + 4 * 11,
      // Two inputs and two targets; the half of cross-attention's maps for each; 4 pairs in the encoder, 3 in the decoder, 4 between them.
      "encoder–decoder": 2 * (40 + 8) + 4 * 11,
    });
  });
});
