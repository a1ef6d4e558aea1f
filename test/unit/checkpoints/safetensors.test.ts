import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import path from "node:path";

import { Cancelled } from "../../../src/protocol/problem";
import { findNotFinite, readFloats, readHeader } from "../../../src/runtime/checkpoints/safetensors";
import { LONGEST_HEADER } from "../../../src/runtime/checkpoints/safetensorsHeader";
import { writeSafetensors } from "../../../src/runtime/checkpoints/writeSafetensors";
import { rejectsWith } from "./rejectsWith";
import { entry, safetensorsBytes, writeBytes } from "./safetensorsFile";
import { temporaryFolder } from "./temporaryFolder";

describe("safetensors", () => {
  const folder = temporaryFolder();
  const file = (): string => path.join(folder(), "model.safetensors");

  describe("a header by the format's rules", () => {
    it("tells each tensor's place, type and shape", async () => {
      const header = { __metadata__: { format: "pt" }, b: entry("F16", [2, 3], 4, 16), a: entry("F32", [], 0, 4), none: entry("I64", [0, 5], 16, 16) };
      const start = 8 + JSON.stringify(header).length;
      const { tensors, metadata } = await readHeader(await writeBytes(file(), header, 16));
      assert.deepEqual(metadata, { format: "pt" });
      assert.deepEqual(tensors, [
        { name: "b", type: "F16", shape: [2, 3], offset: start + 4, bytes: 12, file: file() },
        { name: "a", type: "F32", shape: [], offset: start, bytes: 4, file: file() },
        { name: "none", type: "I64", shape: [0, 5], offset: start + 16, bytes: 0, file: file() },
      ]);
    });

    it("may end in spaces, and hold no tensors", async () => {
      assert.deepEqual(await readHeader(await writeBytes(file(), "{}    ")), { tensors: [], metadata: {} });
    });

    it("counts types of less than a byte in bits", async () => {
      const { tensors } = await readHeader(await writeBytes(file(), { four: entry("F4", [3, 2], 0, 3), six: entry("F6_E2M3", [4], 3, 6) }, 6));
      assert.deepEqual(tensors.map(tensor => tensor.bytes), [3, 3]);
      await rejectsWith(readHeader(await writeBytes(file(), { four: entry("F4", [3], 0, 2) }, 2)), "checkpoint-damaged", /1\.5 bytes/);
    });

    it("may use names that mean something to JavaScript", async () => {
      const json = '{"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"constructor":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},"__metadata__":{"__proto__":"x"}}';
      const { tensors, metadata } = await readHeader(await writeBytes(file(), json, 2));
      assert.deepEqual(tensors.map(({ name }) => name), ["__proto__", "constructor"]);
      assert.deepEqual(Object.entries(metadata), [["__proto__", "x"]]);
      assert.equal(Object.getPrototypeOf(metadata), Object.prototype);
    });

    it("is read through links, to the file itself", async () => {
      await writeBytes(path.join(folder(), "blob"), { a: entry("U8", [1], 0, 1) }, 1);
      await symlink("blob", file());
      assert.equal((await readHeader(file())).tensors[0]?.file, path.join(folder(), "blob"));
    });
  });

  describe("a file that breaks the format's rules is refused", () => {
    const one = (dtype: string, shape: unknown, begin: unknown, end: unknown): object => ({ w: entry(dtype, shape, begin, end) });
    const nested = `{"w":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
    const cases: readonly (readonly [string, () => Buffer, RegExp])[] = [
      ["an empty file", () => Buffer.alloc(0), /has 0 bytes/],
      ["less than the header's length", () => Buffer.from("short"), /has 5 bytes/],
      ["a header longer than the file", () => safetensorsBytes("{}", 0, 3n), /has 10 bytes, fewer than the 11/],
      ["a header longer than the format allows", () => safetensorsBytes("{}", 0, BigInt(LONGEST_HEADER) + 1n), /100,000,001 bytes.*allows 100,000,000/],
      ["a length beyond what a double holds", () => safetensorsBytes("{}", 0, 2n ** 64n - 1n), /18,446,744,073,709,551,615/],
      ["a Git LFS pointer", () => Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 5\n`), /Git LFS pointer/],
      ["invalid UTF-8", () => safetensorsBytes(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])), /not valid UTF-8/],
      ["a byte order mark", () => safetensorsBytes("\uFEFF{}"), /not valid JSON/],
      ["no JSON", () => safetensorsBytes("{oops"), /not valid JSON/],
      ["an empty header", () => safetensorsBytes(""), /not valid JSON/],
      ["a list", () => safetensorsBytes("[]"), /not a JSON object/],
      ["a space before the object", () => safetensorsBytes(" {}"), /not a JSON object/],
      ["50,000 levels", () => safetensorsBytes(nested), /"w".*not an object/],
      ["a tensor twice", () => safetensorsBytes('{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\\u0077":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', 1), /key "w" twice/],
      ["a key of a tensor twice", () => safetensorsBytes('{"w":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}}', 1), /key "dtype" twice/],
      ["metadata that are not strings", () => safetensorsBytes({ __metadata__: { a: 1 } }), /__metadata__/],
      ["metadata that are a list", () => safetensorsBytes({ __metadata__: ["a"] }), /__metadata__/],
      ["a tensor that is null", () => safetensorsBytes('{"w":null}'), /"w".*not an object/],
      ["no shape", () => safetensorsBytes('{"w":{"dtype":"U8","data_offsets":[0,1]}}', 1), /"w".*shape missing/],
      ["a negative size", () => safetensorsBytes(one("U8", [-1], 0, 1), 1), /"w".*\[-1\]/],
      ["a size that is no whole number", () => safetensorsBytes(one("U8", [0.5], 0, 1), 1), /"w".*\[0\.5\]/],
      ["a size in quotes", () => safetensorsBytes(one("U8", ["1"], 0, 1), 1), /"w".*\["1"\]/],
      ["a size beyond what a double counts", () => safetensorsBytes('{"w":{"dtype":"U8","shape":[9007199254740993],"data_offsets":[0,1]}}', 1), /"w".*9007199254740992/],
      ["a product beyond what a double counts", () => safetensorsBytes(one("F32", [2 ** 40, 2 ** 40], 0, 4), 4), /"w".*would take/],
      ["offsets of the wrong number", () => safetensorsBytes('{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}', 1), /"w".*\[0, 1, 2\]/],
      ["a negative offset", () => safetensorsBytes(one("U8", [1], -1, 0), 1), /"w".*\[-1, 0\]/],
      ["an end before the beginning", () => safetensorsBytes(one("U8", [1], 1, 0), 1), /"w" .*takes -1 bytes/],
      ["offsets that do not fit the shape", () => safetensorsBytes(one("F32", [2], 0, 4), 4), /"w".*takes 4 bytes.*8 by its shape \[2\] and type F32/],
      ["data beyond the end", () => safetensorsBytes(one("F32", [2], 0, 8), 7), /"w".*beyond its end/],
      ["an overlap", () => safetensorsBytes({ a: entry("U8", [4], 0, 4), b: entry("U8", [4], 3, 7) }, 7), /"a" and "b" overlap by 1 bytes/],
      ["the same place twice", () => safetensorsBytes({ a: entry("U8", [4], 0, 4), b: entry("U8", [4], 0, 4) }, 4), /overlap by 4/],
      ["a hole", () => safetensorsBytes({ a: entry("U8", [4], 0, 4), b: entry("U8", [2], 6, 8) }, 8), /2 bytes before tensor "b" belong to no tensor/],
      ["a hole at the beginning", () => safetensorsBytes(one("U8", [4], 1, 5), 5), /1 bytes before tensor "w"/],
      ["bytes left over", () => safetensorsBytes(one("U8", [4], 0, 4), 7), /last 3 bytes belong to no tensor/],
    ];
    for (const [what, bytes, says] of cases) {
      it(what, async () => {
        await writeFile(file(), bytes());
        const problem = await rejectsWith(readHeader(file()), "checkpoint-damaged", says);
        assert.ok(problem.message.includes(file()), problem.message);
        assert.ok(problem.remedy !== undefined && problem.message.length < 1_000, problem.message);
      });
    }

    it("an unknown type, by its name", async () => {
      await rejectsWith(readHeader(await writeBytes(file(), one("F128", [1], 0, 16), 16)), "tensor-type", /"w".*"F128"/);
      await rejectsWith(readHeader(await writeBytes(file(), one("toString", [1], 0, 16), 16)), "tensor-type", /"toString"/);
      await rejectsWith(readHeader(await writeBytes(file(), '{"w":{"shape":[1],"data_offsets":[0,1]}}', 1)), "tensor-type", /type missing/);
    });

    it("a name as long as a book is cut in the message", async () => {
      const problem = await rejectsWith(readHeader(await writeBytes(file(), { ["x".repeat(100_000)]: 1 })), "checkpoint-damaged", /xxx…"/);
      assert.ok(problem.message.length < 500);
    });

    it("a folder, a link to nowhere, a link to itself, nothing", async () => {
      await mkdir(path.join(folder(), "sub"));
      await rejectsWith(readHeader(path.join(folder(), "sub")), "checkpoint-damaged", /is a folder/);
      await symlink("nowhere", path.join(folder(), "broken"));
      await rejectsWith(readHeader(path.join(folder(), "broken")), "checkpoint-damaged", /link to a file that does not exist/);
      await symlink("loop", path.join(folder(), "loop"));
      await rejectsWith(readHeader(path.join(folder(), "loop")), "checkpoint-damaged", /leads back to itself/);
      await rejectsWith(readHeader(file()), "model-gone", /does not exist/);
    });

    if (process.platform !== "win32") {
      it("a pipe, without waiting for its writer", async () => {
        execFileSync("mkfifo", [file()]);
        await rejectsWith(readHeader(file()), "checkpoint-damaged", /not a regular file/);
      });
    }
  });

  describe("numbers", () => {
    const one = async (dtype: string, data: ArrayBufferView, shape: number[]): Promise<Float32Array> => {
      const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      // An odd header length, so that the data are not aligned in the file.
      const header = safetensorsBytes(`${JSON.stringify({ w: entry(dtype, shape, 0, bytes.length) })} `);
      await writeFile(file(), Buffer.concat([header, bytes]));
      const { tensors } = await readHeader(file());
      return readFloats(tensors[0]!);
    };

    it("are exact from F32, F16 and BF16, and rounded from F64", async () => {
      const floats = Float32Array.of(1.1, -0, 3e38, 1e-45);
      assert.deepEqual(await one("F32", floats, [2, 2]), floats);
      assert.deepEqual(await one("F16", Uint16Array.of(0x3c00, 0x0001, 0xfbff), [3]), Float32Array.of(1, 2 ** -24, -65_504));
      assert.deepEqual(await one("BF16", Uint16Array.of(0x3f80, 0xc2f7, 0x0001), [3]), Float32Array.of(1, -123.5, 2 ** -133));
      assert.deepEqual(await one("F64", Float64Array.of(1.1, Math.PI), [2]), Float32Array.of(1.1, Math.PI));
      assert.deepEqual(await one("F32", new Float32Array(), [0]), new Float32Array());
    });

    it("are not read from whole numbers", async () => {
      await rejectsWith(one("I64", BigInt64Array.of(1n), [1]), "tensor-type", /"w" is stored as I64/);
    });

    it("are missed when the file was cut or removed meanwhile", async () => {
      await writeSafetensors(file(), new Map([["w", { shape: [4], data: new Float32Array(4) }]]));
      const { tensors } = await readHeader(file());
      await truncate(file(), tensors[0]!.offset + 6);
      await rejectsWith(readFloats(tensors[0]!), "checkpoint-damaged", /cut while it was in use/);
      await rejectsWith(readFloats({ ...tensors[0]!, file: `${file()}.gone` }), "model-gone", /does not exist/);
    });
  });

  describe("the search for NaN and infinities", () => {
    const find = async (dtype: string, data: ArrayBufferView, signal?: AbortSignal): Promise<unknown> => {
      const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      await writeFile(file(), Buffer.concat([safetensorsBytes({ w: entry(dtype, [bytes.length / (dtype === "F64" ? 8 : dtype === "F32" ? 4 : 2)], 0, bytes.length) }), bytes]));
      return findNotFinite((await readHeader(file())).tensors, signal);
    };
    const largest = [0x7bff, 0xfbff];

    it("finds the first, whatever the type", async () => {
      assert.deepEqual(await find("F32", Float32Array.of(1, 3.4e38, -Infinity, NaN)), { tensor: "w", index: 2 });
      assert.deepEqual(await find("F16", Uint16Array.of(...largest, 0x7c01)), { tensor: "w", index: 2 });
      assert.deepEqual(await find("BF16", Uint16Array.of(0x7f7f, 0xff80)), { tensor: "w", index: 1 });
      assert.deepEqual(await find("F64", Float64Array.of(1, 1e39)), { tensor: "w", index: 1 });
    });

    it("finds none in finite numbers and in other types", async () => {
      assert.equal(await find("F32", Float32Array.of(3.4e38, -0)), null);
      assert.equal(await find("F16", Uint16Array.from(largest)), null);
      assert.equal(await find("BF16", Uint16Array.of(0x7f7f)), null);
      assert.equal(await find("I16", Int16Array.of(-1, 0x7c00)), null);
    });

    it("counts on across pieces", async () => {
      const floats = new Float32Array(3_000_000);
      floats[2_500_001] = NaN;
      assert.deepEqual(await find("F32", floats), { tensor: "w", index: 2_500_001 });
    });

    it("stops when it is told to", async () => {
      const stopped = AbortSignal.abort();
      await assert.rejects(find("F32", new Float32Array(4), stopped), Cancelled);
    });
  });
});
