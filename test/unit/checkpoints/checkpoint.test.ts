import assert from "node:assert/strict";
import { mkdir, readFile, symlink } from "node:fs/promises";
import path from "node:path";

import { openCheckpoint } from "../../../src/runtime/checkpoints/checkpoint";
import { whyUnreadable } from "../../../src/runtime/checkpoints/readableFile";
import { readFloats } from "../../../src/runtime/checkpoints/safetensors";
import { rejectsWith } from "./rejectsWith";
import { writeFiles, writeHubModel, writeModel, writeTensors } from "./modelFolder";
import { temporaryFolder } from "./temporaryFolder";

describe("a model folder", () => {
  const folder = temporaryFolder();
  const at = (...parts: string[]): string => path.join(folder(), ...parts);

  it("is opened by its files, without its weights", async () => {
    await writeModel(at("gpt"), { model_type: "gpt2" }, { a: 2, b: 3 });
    await writeFiles(at("gpt"), { "generation_config.json": '{"eos_token_id":1}', "tokenizer.json": "{}" });
    const checkpoint = await openCheckpoint(at("gpt"));
    assert.equal(checkpoint.folder, at("gpt"));
    assert.equal(checkpoint.name, "gpt");
    assert.deepEqual(checkpoint.config, { model_type: "gpt2" });
    assert.deepEqual(checkpoint.generationConfig, { eos_token_id: 1 });
    assert.deepEqual([...checkpoint.tensors.keys()], ["a", "b"]);
    assert.deepEqual([...checkpoint.files].sort(), ["config.json", "generation_config.json", "model.safetensors", "tokenizer.json"]);
    assert.equal(checkpoint.bytesOnDisk, (await readFile(at("gpt", "model.safetensors"))).length);
  });

  it("needs neither generation_config.json nor tokenizer.json", async () => {
    await writeModel(at("m"), {}, { a: 1 });
    const checkpoint = await openCheckpoint(at("m"));
    assert.equal(checkpoint.generationConfig, null);
    assert.equal(checkpoint.files.has("tokenizer.json"), false);
  });

  it("may hold its weights under another name, when that is asked for", async () => {
    await writeModel(at("m"), {}, { a: 1 });
    await writeTensors(at("m", "other.safetensors"), { b: 2 });
    assert.deepEqual([...(await openCheckpoint(at("m"), "other.safetensors")).tensors.keys()], ["b"]);
    await rejectsWith(openCheckpoint(at("m"), "missing.safetensors"), "not-a-model-folder", /no missing\.safetensors/);
    await rejectsWith(openCheckpoint(at("m"), "../m/other.safetensors"), "not-a-model-folder", /has no \.\.\/m/);
  });

  describe("that is none", () => {
    it("does not exist, is a file, or has no config.json", async () => {
      await rejectsWith(openCheckpoint(at("nowhere")), "not-a-model-folder", /nowhere does not exist/);
      await writeFiles(folder(), { "config.json": "{}" });
      await rejectsWith(openCheckpoint(at("config.json")), "not-a-model-folder", /is a file/);
      await mkdir(at("empty"));
      await rejectsWith(openCheckpoint(at("empty")), "not-a-model-folder", /no config\.json/);
    });

    it("has weights in another format: which, and how they are converted", async () => {
      for (const [file, says, remedy] of [
        ["pytorch_model.bin", /pytorch_model\.bin is in PyTorch/, /safe_serialization=True/],
        ["pytorch_model.bin.index.json", /PyTorch/, /safe_serialization=True/],
        ["consolidated.00.pth", /PyTorch/, /safe_serialization=True/],
        ["model-q4.gguf", /GGUF/, /original model/],
        ["tf_model.h5", /TensorFlow/, /from_tf/],
        ["flax_model.msgpack", /Flax/, /from_flax/],
        ["model.onnx", /ONNX/, /original model/],
        ["adapter_model.safetensors", /adapter/, /[Mm]erge/],
      ] as const) {
        await writeFiles(at(file), { "config.json": "{}", [file]: "x" });
        const problem = await rejectsWith(openCheckpoint(at(file)), "not-a-model-folder", says);
        assert.match(problem.remedy ?? "", remedy);
      }
      await writeFiles(at("none"), { "config.json": "{}" });
      await rejectsWith(openCheckpoint(at("none")), "not-a-model-folder", /neither model\.safetensors nor/);
    });
  });

  describe("with damaged files", () => {
    it("a config that is no JSON object", async () => {
      for (const [content, says] of [
        ["{", /not valid JSON/],
        ["", /not valid JSON/],
        ["[]", /JSON object/],
        ["null", /JSON object/],
        ['{"a":NaN}', /not valid JSON/],
      ] as const) {
        await writeFiles(at("m"), { "config.json": content });
        await rejectsWith(openCheckpoint(at("m")), "unsupported-config", says);
      }
      await writeModel(at("m"), {}, { a: 1 });
      await writeFiles(at("m"), { "generation_config.json": "nonsense" });
      await rejectsWith(openCheckpoint(at("m")), "unsupported-config", /generation_config\.json is not valid JSON/);
    });

    it("a config of 100 MB", async () => {
      await writeFiles(at("m"), { "config.json": " ".repeat(100_000_000) });
      await rejectsWith(openCheckpoint(at("m")), "unsupported-config", /100,000,000 bytes/);
    });

    it("a byte order mark before the config is passed over", async () => {
      await writeModel(at("m"), {}, { a: 1 });
      await writeFiles(at("m"), { "config.json": '\uFEFF{"model_type":"x"}' });
      assert.deepEqual((await openCheckpoint(at("m"))).config, { model_type: "x" });
    });

    it("a folder, a link to nowhere, or an empty file in place of a file", async () => {
      await writeFiles(at("a"), { "config.json": "{}" });
      await mkdir(at("a", "model.safetensors"));
      await rejectsWith(openCheckpoint(at("a")), "checkpoint-damaged", /model\.safetensors is a folder/);
      await writeFiles(at("b"), { "config.json": "{}" });
      await symlink("../../blobs/gone", at("b", "model.safetensors"));
      await rejectsWith(openCheckpoint(at("b")), "checkpoint-damaged", /link to a file that does not exist/);
      await mkdir(at("c", "config.json"), { recursive: true });
      await rejectsWith(openCheckpoint(at("c")), "checkpoint-damaged", /config\.json is a folder/);
      await writeFiles(at("d"), { "config.json": "{}", "model.safetensors": "" });
      await rejectsWith(openCheckpoint(at("d")), "checkpoint-damaged", /has 0 bytes/);
      await writeModel(at("e"), {}, {});
      await rejectsWith(openCheckpoint(at("e")), "checkpoint-damaged", /holds no tensors/);
    });
  });

  describe("in several files", () => {
    const index = (map: unknown): string => JSON.stringify({ metadata: { total_size: 1 }, weight_map: map });
    const sharded = async (map: unknown, shards: Record<string, Record<string, number>>): Promise<string> => {
      await writeFiles(at("m"), { "config.json": "{}", "model.safetensors.index.json": index(map) });
      for (const [file, tensors] of Object.entries(shards)) await writeTensors(at("m", file), tensors);
      return at("m");
    };

    it("is put together by its index", async () => {
      const model = await sharded({ a: "1.safetensors", b: "2.safetensors", c: "1.safetensors" }, { "1.safetensors": { a: 1, c: 2 }, "2.safetensors": { b: 3 } });
      const checkpoint = await openCheckpoint(model);
      assert.deepEqual(Object.fromEntries([...checkpoint.tensors].map(([name, { file }]) => [name, path.basename(file)])), { a: "1.safetensors", c: "1.safetensors", b: "2.safetensors" });
      assert.equal((await readFloats(checkpoint.tensors.get("b")!)).length, 3);
      const sizes = await Promise.all(["1", "2"].map(async name => (await readFile(path.join(model, `${name}.safetensors`))).length));
      assert.equal(checkpoint.bytesOnDisk, sizes[0]! + sizes[1]!);
    });

    it("lacks a tensor that its index lists", async () => {
      const model = await sharded({ a: "1.safetensors", b: "1.safetensors" }, { "1.safetensors": { a: 1 } });
      await rejectsWith(openCheckpoint(model), "tensor-missing", /1\.safetensors lacks "b"/);
    });

    it("lacks many: the message names a few", async () => {
      const names = Array.from({ length: 1_000 }, (_, i) => `w${i}`);
      const model = await sharded(Object.fromEntries(names.map(name => [name, "1.safetensors"])), { "1.safetensors": {} });
      await rejectsWith(openCheckpoint(model), "tensor-missing", /"w0", "w1", "w2", "w3", "w4" and 995 more/);
    });

    it("holds a tensor that its index does not list, or lists elsewhere", async () => {
      const unlisted = await sharded({ a: "1.safetensors" }, { "1.safetensors": { a: 1, x: 1 } });
      await rejectsWith(openCheckpoint(unlisted), "tensor-unexpected", /"x", which model\.safetensors\.index\.json does not list/);
      const elsewhere = await sharded({ a: "1.safetensors", b: "2.safetensors" }, { "1.safetensors": { a: 1, b: 1 }, "2.safetensors": { b: 1 } });
      await rejectsWith(openCheckpoint(elsewhere), "tensor-unexpected", /"b", which .* has in 2\.safetensors/);
    });

    it("lacks a file", async () => {
      const model = await sharded({ a: "1.safetensors" }, {});
      const problem = await rejectsWith(openCheckpoint(model), "checkpoint-damaged", /1\.safetensors is missing/);
      assert.match(problem.remedy ?? "", /missing file/);
    });

    it("names a file outside its folder, or none", async () => {
      await writeTensors(at("outside.safetensors"), { a: 1 });
      for (const shard of ["../outside.safetensors", at("outside.safetensors"), "..\\outside.safetensors", "C:outside.safetensors", "sub/1.safetensors", "1.bin", "", "..", 5, null, ["1.safetensors"]]) {
        const model = await sharded({ a: shard }, {});
        await rejectsWith(openCheckpoint(model), "checkpoint-damaged", /must be the name of a \.safetensors file in the same folder/);
      }
    });

    it("has an index that is none", async () => {
      for (const [content, code, says] of [
        ["{", "checkpoint-damaged", /not valid JSON/],
        ["{}", "checkpoint-damaged", /no weight_map/],
        [index([]), "checkpoint-damaged", /no weight_map/],
        [index({}), "checkpoint-damaged", /lists no tensors/],
      ] as const) {
        await writeFiles(at("m"), { "config.json": "{}", "model.safetensors.index.json": content });
        await rejectsWith(openCheckpoint(at("m")), code, says);
      }
    });
  });

  describe("in a hub cache", () => {
    it("is opened at its snapshot, through links to blobs, under the repository's name", async () => {
      const repository = await writeHubModel(folder(), "models--org--tiny-model", { revisions: ["aaa", "bbb"], main: "bbb" });
      const checkpoint = await openCheckpoint(path.join(repository, "snapshots", "bbb"));
      assert.equal(checkpoint.name, "org/tiny-model");
      assert.equal(checkpoint.tensors.get("w")?.file, path.join(repository, "blobs", "weights-bbb"));
      const byRepository = await openCheckpoint(repository);
      assert.equal(byRepository.folder, path.join(repository, "snapshots", "bbb"));
      assert.equal(byRepository.name, "org/tiny-model");
    });

    it("takes the only snapshot there is without refs/main", async () => {
      const repository = await writeHubModel(folder(), "models--gpt2", { revisions: ["aaa"], main: null });
      assert.equal((await openCheckpoint(repository)).name, "gpt2");
    });

    it("has no snapshot to take", async () => {
      const two = await writeHubModel(folder(), "models--o--two", { revisions: ["aaa", "bbb"], main: null });
      await rejectsWith(openCheckpoint(two), "not-a-model-folder", /2 snapshots and no refs\/main/);
      const none = await writeHubModel(folder(), "models--o--none", { revisions: ["aaa"], main: "../../../etc" });
      await rejectsWith(openCheckpoint(none), "not-a-model-folder", /no snapshot "\.\.\/\.\.\/\.\.\/etc"/);
    });

    it("was not downloaded as a whole", async () => {
      const repository = await writeHubModel(folder(), "models--o--part", { revisions: ["aaa"], main: "aaa", withoutBlobs: true });
      await rejectsWith(openCheckpoint(repository), "checkpoint-damaged", /link to a file that does not exist/);
    });
  });

  it("whose files may not be read says so", async () => {
    const failed = (code: string): Error => Object.assign(new Error(`${code}: it failed`), { code, syscall: "open" });
    const denied = await whyUnreadable("/models/x", failed("EACCES"));
    assert.equal(denied.code, "checkpoint-damaged");
    assert.match(denied.message, /may not be read/);
    const failing = await whyUnreadable("/models/x", failed("EIO"));
    assert.match(failing.message, /cannot be read: EIO/);
    assert.equal((await whyUnreadable("/models/x", new TypeError("a defect"))).code, "internal");
  });
});
