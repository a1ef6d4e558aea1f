import assert from "node:assert/strict";
import { TILE, WEIGHTINGS } from "../../../src/protocol/attention";
import { fixtureTokens } from "../../../webview/gallery/fixtureText";
import { SyntheticAttention } from "../../../webview/gallery/syntheticAttention";

describe("the gallery's attention", () => {
  it("has as many tokens as asked for, each with its place in the text", () => {
    for (const count of [5, 12, 96, 800, 2000]) assert.equal(fixtureTokens(count).length, count);
  });

  it("is causal, and its rows sum to 1", () => {
    const attention = new SyntheticAttention(fixtureTokens(60));
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
    const attention = new SyntheticAttention(fixtureTokens(tokens));
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
});
