import assert from "node:assert/strict";
import { encode } from "../../../src/runtime/graph/encode";
import { Graph } from "../../../src/runtime/graph/graph";
import { cpuLowering, gpuLowering } from "../../../src/runtime/graph/lowering";
import { Session } from "../../../src/runtime/session";

const parameters = {
  find: (path: string): never => {
    throw new Error(`no parameter ${path} in this test`);
  },
};
const graph = (sizes: Record<string, number>, lowering = cpuLowering): Graph => new Graph({ sizes, parameters, lowering });

describe("Graph", () => {
  it("refuses axes that do not fit, while building", () => {
    const g = graph({ d_model: 4 });
    const x = g.input("x", "query d_model");
    assert.throws(() => g.add(x, g.input("y", "query")), /Add of/);
    assert.throws(() => g.gather(x, "key", g.input("i", "row", "int64")), /has no key/);
    assert.throws(() => g.transpose(x, "query d_head"), /cannot be arranged/);
    assert.throws(() => g.as(x, "query"), /cannot be called/);
    assert.throws(() => g.input("x", "d_model query"), /is both/);
    assert.throws(() => g.contract(x, x, "query query"), /not a batched matrix product/);
  });

  it("refuses a tap outside the table, and one with other axes than documented", () => {
    const g = graph({ d_model: 4 });
    const x = g.input("x", "query d_model");
    assert.throws(() => g.tap("residual", x), /not a documented tap/);
    assert.throws(() => g.in("blocks.0.attn", () => g.tap("pattern", x)), /is documented as/);
    assert.doesNotThrow(() => g.in("blocks.0", () => g.tap("resid_pre", x)));
  });

  it("leaves the scope when a part throws", () => {
    const g = graph({});
    assert.throws(() => g.in("a", () => assert.fail("inside")), /inside/);
    assert.equal(g.path("w"), "w");
  });

  for (const lowering of [cpuLowering, gpuLowering]) {
    for (const [head, kvHead] of [[4, 4], [4, 2], [6, 1]] as const) {
      it(`contracts ${head} query heads with ${kvHead} key heads as the definition says (${lowering.name})`, async () => {
        const [queries, keys, dHead, alpha] = [3, 5, 2, 0.25];
        const g = graph({ head, kv_head: kvHead, d_head: dHead }, lowering);
        const k = g.input("k", "key kv_head d_head");
        const scores = g.contract(g.input("q", "query head d_head"), k, "head query key", alpha);
        g.output("scores", scores);
        g.output("z", g.contract(scores, k, "query head d_head"));
        const numbers = (n: number, seed: number): Float32Array => Float32Array.from({ length: n }, (_, i) => Math.sin(i * 1.3 + seed));
        const [q, kv] = [numbers(queries * head * dHead, 1), numbers(keys * kvHead * dHead, 2)];
        const session = await Session.create(encode(g), "cpu");
        const found = await session.run({ q: { data: q, shape: [queries, head, dHead] }, k: { data: kv, shape: [keys, kvHead, dHead] } }, ["scores", "z"]);
        await session.dispose();
        const at = (i: number, h: number, d: number): number => kv[(i * kvHead + Math.floor(h / (head / kvHead))) * dHead + d] as number;
        for (let h = 0; h < head; h++) {
          for (let i = 0; i < queries; i++) {
            const row = Array.from({ length: keys }, (_, j) => alpha * [0, 1].reduce((sum, d) => sum + (q[(i * head + h) * dHead + d] as number) * at(j, h, d), 0));
            row.forEach((score, j) => near(found["scores"]?.[(h * queries + i) * keys + j], score));
            [0, 1].forEach(d => near(found["z"]?.[(i * head + h) * dHead + d], row.reduce((sum, score, j) => sum + score * at(j, h, d), 0)));
          }
        }
      });
    }
  }
});

function near(found: number | undefined, wanted: number): void {
  assert.ok(found !== undefined && Math.abs(found - wanted) < 1e-5, `${found} instead of ${wanted}`);
}
