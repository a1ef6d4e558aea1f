import assert from "node:assert/strict";
import { appendFile, cp, open, rename } from "node:fs/promises";
import path from "node:path";
import { modelChecksum } from "../../../src/runtime/checkpoints/modelChecksum";
import { temporaryFolder } from "./temporaryFolder";

const MODEL = "models/starter-gpt2";

describe("the checksum of a model", () => {
  const folder = temporaryFolder();
  const copy = async (name: string): Promise<string> => {
    const to = path.join(folder(), name);
    await cp(MODEL, to, { recursive: true });
    return to;
  };

  it("is the model's, wherever it lies, and another one's with another weight, config or tokenizer", async () => {
    const known = await modelChecksum(MODEL);
    assert.match(known, /^[0-9a-f]{64}$/);
    const moved = await copy("moved");
    assert.equal(await modelChecksum(moved), known);
    await appendFile(path.join(await copy("config"), "config.json"), "\n");
    assert.notEqual(await modelChecksum(path.join(folder(), "config")), known);
    const weights = await copy("weights");
    const file = await open(path.join(weights, "model.safetensors"), "r+");
    const { size } = await file.stat();
    // Another training changes all of a tensor.
    await file.write(Buffer.alloc(size / 4), 0, Math.floor(size / 4), Math.floor(size / 2));
    await file.close();
    assert.notEqual(await modelChecksum(weights), known);
    await rename(path.join(moved, "model.safetensors"), path.join(moved, "other"));
    await assert.rejects(modelChecksum(moved));
  });
});
