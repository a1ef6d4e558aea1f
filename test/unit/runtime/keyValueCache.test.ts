import assert from "node:assert/strict";
import { KeyValueCache } from "../../../src/runtime/model/keyValueCache";

/** Rows of one layer with one head of two channels: token t is [t, t + 0.5]. */
const rows = (from: number, to: number): Record<string, Float32Array> => {
  const data = Float32Array.from({ length: 2 * (to - from) }, (_, i) => from + Math.floor(i / 2) + (i % 2) / 2);
  return { "new.0.k": data, "new.0.v": data };
};

describe("A cache of keys and values", () => {
  it("is copied to grow a few times, not every few tokens", () => {
    const cache = new KeyValueCache(1, 1, 2);
    cache.makeRoom(100, 28);
    assert.equal(cache.bytes, cache.bytesOfLayer(128));
    cache.append(rows(0, 100), 100);
    const buffers = new Set<ArrayBufferLike>();
    for (let at = 100; at < 1000; at += 3) {
      cache.makeRoom(3, 28);
      cache.append(rows(at, at + 3), 3);
      buffers.add(cache.keys(0).data.buffer);
    }
    assert.equal(buffers.size, 4);
    assert.deepEqual(cache.keys(0).data, rows(0, 1000)["new.0.k"]);
    assert.equal(cache.length, 1000);
  });

  it("keeps what it holds when room is made that is there already", () => {
    const cache = new KeyValueCache(1, 1, 2);
    cache.append(rows(0, 3), 3);
    cache.makeRoom(5);
    const { buffer } = cache.keys(0).data;
    cache.makeRoom(2);
    assert.equal(cache.keys(0).data.buffer, buffer);
    assert.deepEqual(cache.values(0, 2, 1).data, rows(1, 2)["new.0.v"]);
  });
});
