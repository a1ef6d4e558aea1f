import assert from "node:assert/strict";
import { TILE, WEIGHTINGS } from "../../../src/protocol/attention";
import { attentionCase, withPrefix } from "../../../webview/gallery/attentionCases";
import { fixtureTokens } from "../../../webview/gallery/fixtureText";
import { SyntheticAttention } from "../../../webview/gallery/syntheticAttention";

const ofTokens = (count: number) => {
  const tokens = fixtureTokens(count);
  return new SyntheticAttention({ kind: "self", queries: tokens, keys: tokens, queriesOf: "source", keysOf: "source", prefix: 0 });
};

describe("the gallery's attention", () => {
  it("has as many tokens as asked for, each with its place in the text", () => {
    for (const count of [5, 12, 96, 800, 2000]) assert.equal(fixtureTokens(count).length, count);
  });

  it("is causal, and its rows sum to 1", () => {
    const attention = ofTokens(60);
    for (let head = 0; head < 8; head++) {
      for (const query of [0, 1, 30, 59]) {
        const row = attention.row({ layer: 1, head }, "raw", query);
        assert.ok(Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < 1e-5);
        assert.ok(row.slice(query + 1).every(value => value === 0));
      }
    }
    const row = attention.row({ layer: 0, head: 0 }, "no-sink", 20);
    assert.equal(row[0], 0);
    assert.ok(Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < 1e-5);
  });

  it("has tiles that are the maxima of blocks, at every level, to a byte", () => {
    const tokens = 600;
    const attention = ofTokens(tokens);
    for (const weighting of WEIGHTINGS) {
      for (const [level, row, column] of [[0, 2, 1], [1, 1, 0], [2, 0, 0]] as const) {
        const tile = attention.tile({ layer: 2, head: 1, weighting, level, row, column });
        const block = 2 ** level;
        for (const [y, x] of [[0, 0], [3, 7], [tile.rows - 1, tile.columns - 1]] as const) {
          let most = 0;
          for (let query = (row * TILE + y) * block; query < Math.min(tokens, (row * TILE + y + 1) * block); query++) {
            const line = attention.row({ layer: 2, head: 1 }, weighting, query);
            most = Math.max(most, ...line.slice((column * TILE + x) * block, (column * TILE + x + 1) * block));
          }
          const got = tile.scale * (tile.values[y * tile.columns + x]! / 255) ** 2;
          assert.ok(Math.abs(Math.sqrt(got / tile.scale) - Math.sqrt(most / tile.scale)) <= 0.5001 / 255, `${weighting} ${level}: ${got} for ${most}`);
        }
      }
    }
  });

  it("has three panes of an encoder–decoder: 23 tokens, 9 tokens, and 9 that read 23", () => {
    const { panes } = attentionCase("cross").shown.run;
    assert.deepEqual(panes.map(({ kind, queries, keys }) => [kind, queries.length, keys.length]), [["encoder", 23, 23], ["decoder", 9, 9], ["cross", 9, 23]]);
    const attention = new SyntheticAttention(panes[2]!);
    const tile = attention.tile({ layer: 1, head: 2, weighting: "raw", level: 0, row: 0, column: 0 });
    assert.deepEqual([tile.rows, tile.columns], [9, 23]);
    const reads = attention.line({ layer: 1, head: 2, weighting: "raw", token: 8, direction: "reads" });
    const readBy = attention.line({ layer: 1, head: 2, weighting: "raw", token: 22, direction: "read-by" });
    assert.deepEqual([reads.length, readBy.length], [23, 9]);
    assert.equal(reads[22], readBy[8]);
    assert.ok(Math.abs(reads.reduce((sum, value) => sum + value, 0) - 1) < 1e-5);
    const glance = attention.glance(2, 0, 8);
    assert.deepEqual([glance.pane, glance.width, glance.height, glance.thumbnails.length], [2, 23, 9, 8 * 23 * 9]);
    assert.ok(glance.meanDistance.every(Number.isNaN) && glance.previousToken.every(Number.isNaN) && glance.entropy.every(value => value > 0));
  });

  it("opens a prefix, and tells the mask that it uses", () => {
    const pane = withPrefix(attentionCase("12").shown, 5).run.panes[0]!;
    const attention = new SyntheticAttention(pane);
    assert.deepEqual([...attention.maskRows().to], [5, 5, 5, 5, 5, 6, 7, 8, 9, 10, 11, 12]);
    const row = attention.row({ layer: 0, head: 0 }, "raw", 1);
    assert.ok(row[4]! > 0 && row[5] === 0);
    assert.equal(attention.scaling({ layer: 0, head: 0 }).pairs, [...attention.maskRows().to].reduce((sum, end) => sum + end, 0));
  });
});
