import assert from "node:assert/strict";
import { Models } from "../../../../src/runtime/models";
import { productsAt } from "../../../../src/runtime/notes/rope/decay";
import { headVectors } from "../../../../src/runtime/traces/headVectors";
import { TracedRun } from "../../../../src/runtime/traces/tracedRun";
import { cpuOnly, never, STARTER, TEXT } from "../starter";

const WIDTH = 32;

describe("Rotary products by distance", () => {
  it("are those of queries and keys that the graph turned so far apart", async () => {
    const models = new Models(await cpuOnly(), () => undefined, "");
    try {
      const { model, tokenizer } = await models.load(STARTER, never);
      const ids = (await tokenizer().encode(TEXT)).map(token => token.id);
      const { scheme } = model.open.recipe.position;
      assert.ok(scheme.kind === "rotary");
      const standing = (position: number) => new TracedRun(model, { ids, positions: ids.map(() => position) });
      // In front of the first block the stream knows no positions.
      const { still, k } = await headVectors(standing(0), 0, 1, never);
      assert.ok(still);
      const distances = [0, 3, 100];
      const found = productsAt(distances, still, WIDTH, scheme, scheme.scaling.frequencies(scheme.theta, scheme.dims, 256));
      for (const [at, distance] of distances.entries()) {
        const { q } = await headVectors(standing(distance), 0, 1, never);
        const products = ids.flatMap((_, query) => ids.map((__, key) => Array.from({ length: WIDTH }, (___, channel) => (q[query * WIDTH + channel] as number) * (k[key * WIDTH + channel] as number)).reduce((sum, term) => sum + term, 0)));
        const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
        assert.ok(Math.abs(mean(products) - (found.product[at] as number)) < 1e-4);
        assert.ok(Math.abs(mean(products.map(Math.abs)) - (found.size[at] as number)) < 1e-4);
      }
    } finally {
      await models.unload(STARTER);
    }
  });
});
