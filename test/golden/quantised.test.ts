import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { blockOf, dequantiseRows, type WeightBits } from "../../src/runtime/checkpoints/blockQuantised";
import { readQuantised, writeQuantised, type QuantisedMatrix, type StoredMatrix } from "../../src/runtime/checkpoints/quantisedFile";
import { readFloats, readHeader, type StoredTensor } from "../../src/runtime/checkpoints/safetensors";
import { WeightCache } from "../../src/runtime/checkpoints/weightCache";
import { writeSafetensors, type WritableTensor } from "../../src/runtime/checkpoints/writeSafetensors";
import { BranchingModel } from "../../src/runtime/generation/branchingModel";
import { encode } from "../../src/runtime/graph/encode";
import { Graph } from "../../src/runtime/graph/graph";
import { cpuLowering, gpuLowering } from "../../src/runtime/graph/lowering";
import type { Parameters } from "../../src/runtime/graph/parameter";
import { quantisedLowering, type QuantisedArithmetic } from "../../src/runtime/graph/quantisedLowering";
import type { Value } from "../../src/runtime/graph/value";
import { buildForward } from "../../src/runtime/model/forward";
import { KeyValueCache } from "../../src/runtime/model/keyValueCache";
import { LoadedModel, memoryFeeds, type Memory } from "../../src/runtime/model/loadedModel";
import { openModel, type OpenModel } from "../../src/runtime/model/openModel";
import { maskFeed } from "../../src/runtime/model/parts/masks";
import { integers } from "../../src/runtime/model/positions/position";
import { matricesOf, quantisedWeights } from "../../src/runtime/model/quantisedModel";
import { Session } from "../../src/runtime/session";
import { encodeSource } from "../../src/runtime/traces/encoderRun";
import { goldenFolders } from "../unit/runtime/goldenFamilies";
import { testDevice } from "./testDevice";

const { signal } = new AbortController();
const DEVICE = process.env["MODEL_LENS_TEST_DEVICE"] ?? "cpu";
const BITS: readonly WeightBits[] = [8, 4];
const LENGTH = 9;

describe(`Quantised weights (${DEVICE})`, () => {
  let scratch = "";
  before(async () => {
    scratch = await mkdtemp(path.join(tmpdir(), "model-lens-quantised-"));
  });
  after(() => rm(scratch, { recursive: true, force: true }));

  for (const [name, folder] of goldenFolders) {
    it(`${name}: as the float graph computes with the weights that they stand for`, async () => {
      const open = await openModel(folder);
      const { head, config } = open.recipe;
      if (head.reads !== "each token" || head.task === "masked language model") {
        await assert.rejects(quantisedWeights(open, 8, new WeightCache(scratch), signal), /makes no tokens/);
        return;
      }
      const exact = await LoadedModel.load(open, await testDevice());
      const ids = Array.from({ length: LENGTH }, (_, i) => (i * 13 + 5) % config.vocabulary);
      const memory = open.encoder ? (await encodeSource(exact, { ids: ids.slice(2) })).memory : undefined;
      try {
        for (const bits of BITS) {
          const quantised = await quantisedWeights(open, bits, new WeightCache(scratch), signal);
          const model = await exact.withWeights({ ...quantised, arithmetic: "float32" });
          try {
            const branching = new BranchingModel(model, { ...(memory && { memory }) });
            // A piece of its own for products of one row, which take another way through the kernels; not where positions go by the length of a pass.
            const first = open.recipe.position.byLength ? LENGTH : LENGTH - 1;
            const pieces = [...(await branching.along(ids.slice(0, first), 0, signal))];
            if (first < LENGTH) pieces.push(...(await branching.along(ids, first, signal)));
            const expected = await floatLogits(open, quantised.matrices, ids, memory, path.join(scratch, `${name}.${bits}.safetensors`));
            assert.equal(pieces.length, LENGTH);
            pieces.forEach(({ logits }, row) => {
              for (let id = 0; id < config.vocabulary; id++) {
                const reference = expected[row * config.vocabulary + id] as number;
                assert.ok(Math.abs((logits[id] as number) - reference) <= 1e-3, `${bits} bits, row ${row}, id ${id}: ${logits[id]} instead of ${reference}`);
              }
            });
          } finally {
            await model.dispose();
          }
        }
      } finally {
        await exact.dispose();
      }
    });
  }

  for (const bits of BITS) {
    for (const [rows, inputs, outputs] of [[1, 64, 48], [5, 96, 40], [3, 48, 33], [2, 20, 7], [1, 256, 24], [4, 384, 16]] as const) {
      for (const layout of ["out in", "in out"] as const) {
        it(`${bits} bits, ${rows} × ${inputs} × ${outputs}, stored [${layout}]: in 8-bit integers no further off than rounding the activations allows`, async () => {
          const product = await Product.of(path.join(scratch, `${bits}-${inputs}-${outputs}-${layout.replace(" ", "-")}`), { rows, inputs, outputs, layout, bits });
          const exact = await product.computed("float32");
          const rounded = await product.computed("int8");
          product.expected.forEach(({ value, magnitude, bound }, i) => {
            assert.ok(Math.abs((exact[i] as number) - value) <= 1e-5 * (1 + magnitude), `${exact[i]} instead of ${value}`);
            assert.ok(Math.abs((rounded[i] as number) - value) <= bound + 1e-5 * (1 + magnitude), `${rounded[i]} instead of ${value}, more than ${bound} off`);
          });
          assert.ok(product.expected.some(({ value }) => Math.abs(value) > 0.1));
        });
      }
    }
  }
});

/** Logits [row vocab] of all rows, by a float graph whose matrices hold the numbers that quantised ones stand for. */
async function floatLogits(open: OpenModel, matrices: ReadonlyMap<string, QuantisedMatrix>, ids: readonly number[], memory: Memory | undefined, file: string): Promise<Float32Array> {
  const stored = matricesOf(open);
  const tensors = new Map<string, WritableTensor>();
  for (const matrix of stored) tensors.set(matrix.tensor.name, { shape: matrix.tensor.shape, data: await floatsOf(matrix, matrices.get(matrix.tensor.name) as QuantisedMatrix) });
  await writeSafetensors(file, tensors);
  const written = new Map((await readHeader(file)).tensors.map(tensor => [tensor.name, tensor]));
  const parameters: Parameters = {
    has: name => open.weights.has(name),
    find: name => {
      const found = open.weights.find(name);
      const tensor = written.get(found.tensor.name);
      return tensor ? { ...found, tensor: { ...tensor, shape: found.tensor.shape } } : found;
    },
  };
  const { recipe } = open;
  const session = await Session.create(encode(buildForward(recipe, { parameters, lowering: cpuLowering })), "cpu");
  const range = { from: 0, to: ids.length };
  const at = ids.map((_, i) => i);
  const { layers, kvHeads, dHead } = recipe.config;
  try {
    const { logits } = await session.run(
      {
        ids: integers(ids),
        rows: integers(at),
        mask: maskFeed(recipe.mask, range, range),
        ...recipe.position.feeds({ at, keys: at, longest: ids.length }),
        ...new KeyValueCache(layers, kvHeads, dHead).feeds(),
        ...(memory && memoryFeeds(memory, ids.length)),
      },
      ["logits"],
    );
    return logits as Float32Array;
  } finally {
    await session.dispose();
  }
}

/** What a quantised matrix stands for, as the checkpoint's own lies. */
async function floatsOf({ tensor, layout }: StoredMatrix, { values, scales, inputs, outputs, bits }: QuantisedMatrix): Promise<Float32Array> {
  const rows = dequantiseRows({ values: await bytesOf(values), scales: await readFloats(scales) }, inputs, bits);
  return layout === "out in" ? rows : Float32Array.from({ length: tensor.shape.reduce((a, b) => a * b, 1) }, (_, i) => rows[(i % outputs) * inputs + Math.floor(i / outputs)] as number);
}

async function bytesOf({ file, offset, bytes }: StoredTensor): Promise<Uint8Array> {
  return (await readFile(file)).subarray(offset, offset + bytes);
}

interface ProductShape {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly layout: StoredMatrix["layout"];
  readonly bits: WeightBits;
}

/** One linear map with a bias, its numbers chosen by a formula. */
class Product {
  private constructor(
    private readonly shape: ProductShape,
    private readonly parameters: Parameters,
    private readonly matrices: ReadonlyMap<string, QuantisedMatrix>,
    private readonly x: Float32Array,
    /** In float64: the product, the sum of its terms' magnitudes, and how far rounding x to 127 steps a block either way may move it. */
    readonly expected: readonly { readonly value: number; readonly magnitude: number; readonly bound: number }[],
  ) {}

  static async of(folder: string, shape: ProductShape): Promise<Product> {
    const { rows, inputs, outputs, layout, bits } = shape;
    const numbers = (count: number, seed: number): Float32Array => Float32Array.from({ length: count }, (_, i) => Math.sin(i * 12.9898 + seed) * (1 + (i % 5)));
    await mkdir(folder);
    const file = path.join(folder, "model.safetensors");
    await writeSafetensors(file, new Map([["w", { shape: layout === "out in" ? [outputs, inputs] : [inputs, outputs], data: numbers(inputs * outputs, 1) }], ["b", { shape: [outputs], data: numbers(outputs, 2) }]]));
    const tensors = new Map((await readHeader(file)).tensors.map(tensor => [tensor.name, tensor]));
    const [w, b] = [tensors.get("w"), tensors.get("b")] as [StoredTensor, StoredTensor];
    const stored: StoredMatrix = { tensor: w, layout };
    const quantised = path.join(folder, "quantised.safetensors");
    await writeQuantised(quantised, [stored], bits, signal, () => undefined);
    const matrices = await readQuantised(quantised, [stored], bits, signal);
    assert.ok(matrices);
    const matrix = matrices.get("w") as QuantisedMatrix;
    const weights = dequantiseRows({ values: await bytesOf(matrix.values), scales: await readFloats(matrix.scales) }, inputs, bits);
    const [x, bias] = [numbers(rows * inputs, 3), await readFloats(b)];
    const expected = Array.from({ length: rows * outputs }, (_, i) => {
      const [row, output] = [Math.floor(i / outputs), i % outputs];
      let [value, magnitude, bound] = [bias[output] as number, Math.abs(bias[output] as number), 0];
      for (let from = 0; from < inputs; from += blockOf(bits, inputs)) {
        const block = x.subarray(row * inputs + from, row * inputs + Math.min(from + blockOf(bits, inputs), inputs));
        const step = block.reduce((most, one) => Math.max(most, Math.abs(one)), 0) / 127;
        block.forEach((one, k) => {
          const weight = weights[output * inputs + from + k] as number;
          value += one * weight;
          magnitude += Math.abs(one * weight);
          bound += (step / 2) * Math.abs(weight);
        });
      }
      return { value, magnitude, bound };
    });
    return new Product(shape, { find: name => (name === "W" ? { tensor: w, layout } : { tensor: b, layout: "as is" }) }, matrices, x, expected);
  }

  async computed(arithmetic: QuantisedArithmetic): Promise<Float32Array> {
    const { rows, inputs, outputs } = this.shape;
    const device = await (await testDevice()).inUse();
    const lowering = quantisedLowering(device === "cpu" ? cpuLowering : gpuLowering, this.matrices, arithmetic);
    const g = new Graph({ sizes: { from: inputs, to: outputs }, parameters: this.parameters, lowering });
    const [y] = g.linear(g.input("x", "row from"), [{ weight: "W", bias: "b", to: "to" }]) as [Value];
    g.output("y", y);
    assert.ok(g.nodes.some(({ op }) => op === "MatMulNBits"));
    const session = await Session.create(encode(g), device, { repacked: true });
    try {
      return (await session.run({ x: { data: this.x, shape: [rows, inputs] } }, ["y"]))["y"] as Float32Array;
    } finally {
      await session.dispose();
    }
  }
}
