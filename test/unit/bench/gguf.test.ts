import { strict as assert } from "node:assert";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ggufHeader, writeGguf, type GgufTensor } from "../../../bench/peers/gguf";
import { ggufBytes } from "../../../bench/peers/ggufBlocks";

const tensor = (name: string, shape: readonly number[], type: GgufTensor["type"], numbers: Float32Array): GgufTensor => ({ name, shape, type, bytes: () => Promise.resolve(ggufBytes(numbers, type)) });

describe("GGUF files", () => {
  it("have the format's header, and tensors at multiples of 32", async () => {
    const ones = new Float32Array(3).fill(1);
    const tensors = [tensor("a", [3], "F32", ones), tensor("b", [2, 32], "Q8_0", new Float32Array(64).fill(2))];
    const metadata = { "general.architecture": { string: "x" }, n: { uint32: 7 }, list: { strings: ["é"] } };
    const folder = await mkdtemp(path.join(tmpdir(), "gguf-"));
    try {
      const file = path.join(folder, "m.gguf");
      await writeGguf(file, metadata, tensors);
      const bytes = await readFile(file);
      const header = ggufHeader(metadata, tensors);
      assert.equal(header.byteLength % 32, 0);
      assert.deepEqual(new Uint8Array(bytes.subarray(0, header.byteLength)), header);
      // 12 bytes of floats, filled up to 32, then two blocks of 2 + 32.
      assert.equal(bytes.byteLength, header.byteLength + 32 + 96);
      assert.equal(bytes.subarray(0, 4).toString(), "GGUF");
      assert.equal(bytes.readUInt32LE(4), 3);
      assert.equal(bytes.readBigUInt64LE(8), 2n);
      assert.equal(bytes.readBigUInt64LE(16), 3n);
      // The second tensor: its name, two axes with the fastest first, its type, and where it begins.
      const at = bytes.indexOf(Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, "b".charCodeAt(0)])) + 9;
      assert.equal(bytes.readUInt32LE(at), 2);
      assert.deepEqual([bytes.readBigUInt64LE(at + 4), bytes.readBigUInt64LE(at + 12)], [32n, 2n]);
      assert.equal(bytes.readUInt32LE(at + 20), 8);
      assert.equal(bytes.readBigUInt64LE(at + 24), 32n);
      assert.equal(bytes.readFloatLE(header.byteLength), 1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("round to 8 bits by a block's greatest magnitude", () => {
    const numbers = Float32Array.from({ length: 32 }, (_, i) => i - 16);
    numbers[5] = 127;
    const bytes = ggufBytes(numbers, "Q8_0");
    assert.equal(bytes.byteLength, 34);
    // A scale of 1 in half precision.
    assert.deepEqual([...bytes.subarray(0, 2)], [0x00, 0x3c]);
    assert.deepEqual([...new Int8Array(bytes.buffer, bytes.byteOffset + 2, 32)], [...numbers]);
  });

  it("round to 4 bits, the first half of a block below the second", () => {
    const numbers = new Float32Array(32);
    numbers[0] = -8;
    numbers[1] = 7;
    numbers[16] = 3;
    const bytes = ggufBytes(numbers, "Q4_0");
    assert.equal(bytes.byteLength, 18);
    assert.deepEqual([...bytes.subarray(0, 2)], [0x00, 0x3c]);
    assert.equal(bytes[2], 0 | (11 << 4));
    assert.equal(bytes[3], 15 | (8 << 4));
    assert.equal(bytes[4], 8 | (8 << 4));
  });

  it("keep zeros, and refuse rows that are no whole blocks", () => {
    assert.ok(ggufBytes(new Float32Array(32), "Q8_0").every(byte => byte === 0));
    assert.throws(() => ggufHeader({}, [tensor("a", [2, 16], "Q4_0", new Float32Array(32))]), /whole blocks/);
  });
});
