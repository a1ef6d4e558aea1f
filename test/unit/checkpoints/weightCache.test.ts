import assert from "node:assert/strict";
import { cp, open, readdir, readFile, rm, stat, truncate } from "node:fs/promises";
import path from "node:path";
import { Cancelled } from "../../../src/protocol/problem";
import { dequantiseRows, quantiseRows, type WeightBits } from "../../../src/runtime/checkpoints/blockQuantised";
import type { QuantisedMatrix } from "../../../src/runtime/checkpoints/quantisedFile";
import { readFloats, type StoredTensor } from "../../../src/runtime/checkpoints/safetensors";
import { WeightCache } from "../../../src/runtime/checkpoints/weightCache";
import { writeRandomCheckpoint } from "../../../src/runtime/checkpoints/randomCheckpoint";
import { matricesOf } from "../../../src/runtime/model/quantisedModel";
import { openModel, type OpenModel } from "../../../src/runtime/model/openModel";
import { goldenFolders } from "../runtime/goldenFamilies";
import { rejectsWith } from "./rejectsWith";
import { temporaryFolder } from "./temporaryFolder";

const never = new AbortController().signal;
const CONFIG = { model_type: "gpt2", vocab_size: 300, n_embd: 48, n_layer: 2, n_head: 4, n_positions: 64, activation_function: "gelu_new", layer_norm_epsilon: 1e-5, eos_token_id: 0 };

describe("Kept quantised weights", () => {
  const folder = temporaryFolder();
  let model: OpenModel;
  let cache: WeightCache;
  beforeEach(async () => {
    await writeRandomCheckpoint(path.join(folder(), "model"), CONFIG, { type: "F16" });
    model = await openModel(path.join(folder(), "model"));
    cache = new WeightCache(path.join(folder(), "cache"));
  });

  const get = (bits: WeightBits, of = model, signal = never, onFraction?: (fraction: number) => void) => cache.get(of.checkpoint.name, matricesOf(of), bits, signal, onFraction);
  const leftovers = async (): Promise<string[]> => (await readdir(path.join(folder(), "cache"))).filter(name => name !== "known").sort();

  it("are the checkpoint's matrices, each once, rounded as rows of outputs", async () => {
    const matrices = matricesOf(model);
    // Four in each block; the tied table is the output matrix, too. Positions stay as they are.
    assert.equal(matrices.length, 4 * CONFIG.n_layer + 1);
    for (const bits of [8, 4] as const) {
      const { matrices: kept } = await get(bits);
      assert.deepEqual([...kept.keys()].sort(), matrices.map(({ tensor }) => tensor.name).sort());
      for (const { tensor, layout } of matrices) {
        const floats = await readFloats(tensor);
        const [rows, columns] = tensor.shape as [number, number];
        const outIn = layout === "out in" ? floats : Float32Array.from(floats, (_, i) => floats[(i % rows) * columns + Math.floor(i / rows)] as number);
        const { inputs, outputs, values, scales } = kept.get(tensor.name) as QuantisedMatrix;
        assert.deepEqual([outputs, inputs], layout === "out in" ? [rows, columns] : [columns, rows]);
        const expected = dequantiseRows(quantiseRows(outIn, inputs, bits), inputs, bits);
        assert.deepEqual(dequantiseRows({ values: await bytesOf(values), scales: await readFloats(scales) }, inputs, bits), expected, tensor.name);
      }
    }
  });

  it("are made once: asked for again, from another place or by a new process, they are found", async () => {
    const fractions: number[] = [];
    const first = await get(8, model, never, fraction => void fractions.push(fraction));
    assert.ok(first.made && fractions.length > 1 && fractions.at(-1) === 1);
    assert.deepEqual(fractions, [...fractions].sort((one, other) => one - other));
    const before = await stat(first.file);
    const refuse = (): never => assert.fail("it was made again");
    const again = await get(8, model, never, refuse);
    await cp(path.join(folder(), "model"), path.join(folder(), "moved/model"), { recursive: true });
    cache = new WeightCache(path.join(folder(), "cache"));
    const moved = await get(8, await openModel(path.join(folder(), "moved/model")), never, refuse);
    for (const found of [again, moved]) assert.deepEqual([found.made, found.file], [false, first.file]);
    assert.equal((await stat(first.file)).ino, before.ino);
    assert.equal((await get(4)).made, true, "another number of bits is another file");
  });

  it("are others for other weights under the same name", async () => {
    const first = await get(8);
    await writeRandomCheckpoint(path.join(folder(), "model"), CONFIG, { type: "F16", seed: 2 });
    const other = await get(8, await openModel(path.join(folder(), "model")));
    assert.ok(other.made);
    assert.notEqual(other.file, first.file);
  });

  for (const [damage, how] of Object.entries({
    "cut short": async (file: string) => truncate(file, (await stat(file)).size - 40),
    empty: (file: string) => truncate(file, 0),
    "changed in one bit": async (file: string) => {
      const handle = await open(file, "r+");
      const at = Math.floor((await handle.stat()).size / 2);
      const { buffer } = await handle.read(new Uint8Array(1), 0, 1, at);
      await handle.write(Uint8Array.of((buffer[0] as number) ^ 0x10), 0, 1, at);
      await handle.close();
    },
  })) {
    it(`are made again where the file is ${damage}`, async () => {
      const { file } = await get(4);
      const whole = await readFile(file);
      await how(file);
      assert.notDeepEqual(await readFile(file), whole);
      assert.equal((await get(4)).made, true);
      assert.deepEqual(await readFile(file), whole);
    });
  }

  it("leave nothing behind when they are taken back halfway, nor what is asked for after that", async () => {
    const abort = new AbortController();
    let heard = 0;
    const stop = (): void => {
      if (++heard === 3) abort.abort();
    };
    await assert.rejects(get(8, model, abort.signal, stop), Cancelled);
    assert.equal(heard, 3);
    assert.deepEqual(await leftovers(), []);
    assert.equal((await get(8)).made, true);
    assert.equal((await leftovers()).length, 1);
  });

  it("leave nothing behind where a weight is not a number, and say which", async () => {
    const { file, offset } = matricesOf(model)[2]!.tensor;
    const handle = await open(file, "r+");
    await handle.write(Uint8Array.of(0xff, 0x7f), 0, 2, offset + 100);
    await handle.close();
    await rejectsWith(get(8), "weights-not-finite", new RegExp(matricesOf(model)[2]!.tensor.name.replaceAll(".", "\\.")));
    assert.deepEqual(await leftovers(), []);
  });

  it("make room: what was not used for longest goes, what was just made stays", async () => {
    const { file } = await get(8);
    cache = new WeightCache(path.join(folder(), "cache"), (await stat(file)).size + 1);
    const other = await get(4);
    assert.deepEqual((await cache.kept()).map(kept => kept.file), [other.file]);
    assert.match((await cache.kept())[0]?.about ?? "", /^model, 4 bit$/);
    const { size } = await stat(other.file);
    assert.equal(await cache.clear(), size);
    await assert.rejects(stat(other.file));
    assert.deepEqual(await cache.kept(), []);
  });

  it("are known without reading the checkpoint once it was read", async () => {
    assert.equal(await cache.known(model.checkpoint.name, matricesOf(model), 8), null);
    const { file } = await get(8);
    assert.equal(await cache.known(model.checkpoint.name, matricesOf(model), 8), file);
    await rm(file);
    assert.equal((await get(8)).made, true);
  });

  it("take a matrix once, however many graphs share it, in every family that makes tokens", async () => {
    let looked = 0;
    for (const golden of goldenFolders.values()) {
      const open = await openModel(golden);
      const matrices = matricesOf(open);
      assert.equal(new Set(matrices.map(({ tensor }) => tensor.name)).size, matrices.length);
      for (const { tensor } of matrices) assert.ok(tensor.shape.length === 2, tensor.name);
      looked++;
    }
    assert.ok(looked > 20);
  });
});

async function bytesOf({ file, offset, bytes }: StoredTensor): Promise<Uint8Array> {
  return (await readFile(file)).subarray(offset, offset + bytes);
}
