import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { readFloats, readHeader } from "../../../src/runtime/checkpoints/safetensors";
import { type StreamedTensor, streamSafetensors, writeSafetensors } from "../../../src/runtime/checkpoints/writeSafetensors";
import { temporaryFolder } from "./temporaryFolder";

describe("writing safetensors", () => {
  const folder = temporaryFolder();
  const file = (): string => path.join(folder(), "out.safetensors");

  it("is read back as it was", async () => {
    const floats = Float32Array.of(1.5, -0, NaN, Infinity, 1e-45, 7);
    // A view into a larger buffer: only what it shows is written.
    const whole = BigInt64Array.of(9n, -1n, 2n ** 62n, 9n).subarray(1, 3);
    const tensors = new Map<string, { shape: number[]; data: Float32Array | BigInt64Array }>([
      ["case.logits", { shape: [1, 2, 3], data: floats }],
      ["7", { shape: [2], data: whole }],
      ["scalar \u0000é", { shape: [], data: Float32Array.of(3) }],
      ["none", { shape: [0, 4], data: new Float32Array() }],
    ]);
    await writeSafetensors(file(), tensors, { format: "pt", "": "empty" });
    const { tensors: read, metadata } = await readHeader(file());
    assert.deepEqual(metadata, { format: "pt", "": "empty" });
    const byName = new Map(read.map(tensor => [tensor.name, tensor]));
    assert.deepEqual(new Set(byName.keys()), new Set(tensors.keys()));
    for (const [name, { shape }] of tensors) assert.deepEqual(byName.get(name)?.shape, shape);
    assert.deepEqual(await readFloats(byName.get("case.logits")!), floats);
    assert.deepEqual(await readFloats(byName.get("scalar \u0000é")!), Float32Array.of(3));
    const { type, offset } = byName.get("7")!;
    assert.equal(type, "I64");
    const bytes = await readFile(file());
    assert.deepEqual([bytes.readBigInt64LE(offset), bytes.readBigInt64LE(offset + 8)], [-1n, 2n ** 62n]);
  });

  it("begins its data at a multiple of 8", async () => {
    for (const name of ["a", "ab", "abc", "abcdefg"]) {
      await writeSafetensors(file(), new Map([[name, { shape: [1], data: Float32Array.of(1) }]]));
      assert.equal((await readHeader(file())).tensors[0]!.offset % 8, 0);
    }
  });

  it("replaces an older file only when it succeeded, and leaves nothing behind", async () => {
    await writeFile(file(), "older");
    await assert.rejects(writeSafetensors(file(), new Map([["w", { shape: [3], data: new Float32Array(2) }]])), /\[3\] but 2 elements/);
    const short: StreamedTensor = { name: "w", type: "F32", shape: [2], bytes: 8, pieces: () => [new Uint8Array(4)] };
    await assert.rejects(streamSafetensors(file(), [short]), /4 bytes, not 8/);
    const failing: StreamedTensor = { ...short, pieces: () => { throw new Error("the source failed"); } };
    await assert.rejects(streamSafetensors(file(), [failing]), /the source failed/);
    assert.equal(await readFile(file(), "utf8"), "older");
    await writeSafetensors(file(), new Map([["w", { shape: [2], data: new Float32Array(2) }]]));
    assert.equal((await readHeader(file())).tensors.length, 1);
    assert.deepEqual(await readdir(folder()), ["out.safetensors"]);
  });

  it("refuses the one name that the format keeps for itself", async () => {
    await assert.rejects(writeSafetensors(file(), new Map([["__metadata__", { shape: [0], data: new Float32Array() }]])), RangeError);
    assert.deepEqual(await readdir(folder()), []);
  });
});
