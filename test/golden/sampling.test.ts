import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { readHeader } from "../../src/runtime/checkpoints/safetensors";
import { initialStates, stages, type Adapter, type StepContext } from "../../src/runtime/decoding/adapters/adapter";
import { guidance } from "../../src/runtime/decoding/adapters/guidance";
import { hammingDiversity } from "../../src/runtime/decoding/adapters/hammingDiversity";
import { adaptersOf } from "../../src/runtime/decoding/options/adaptersOf";
import { readGenerationOptions } from "../../src/runtime/decoding/options/generationOptions";
import { softmax } from "../../src/runtime/decoding/scores";
import { adapterOfClass } from "./samplingClasses";

const FOLDER = path.join(__dirname, "sampling");

interface Processor {
  readonly class: string;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}
interface Chain {
  readonly generate_kwargs: Readonly<Record<string, unknown>>;
  readonly order: readonly string[];
}
interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | number[];
}

const golden = JSON.parse(readFileSync(path.join(FOLDER, "golden.json"), "utf8")) as { cases: Record<string, readonly Processor[] | Chain> };
const cases = Object.entries(golden.cases);
const isChain = (entry: readonly Processor[] | Chain): entry is Chain => "order" in entry;

describe("Adapters against upstream's", () => {
  let tensors: ReadonlyMap<string, Tensor>;
  before(async () => (tensors = await readTensors()));

  const rowsOf = (name: string): number[][] => {
    const { shape, data } = tensors.get(name) as Tensor;
    return Array.from({ length: shape[0] as number }, (_, row) => Array.from(data.slice(row * (shape[1] as number), (row + 1) * (shape[1] as number))));
  };
  const scoresOf = (name: string): Float32Array[] => rowsOf(name).map(row => Float32Array.from(row));

  /** Holds what the adapters make of every row of the logits to the reference. */
  function compare(name: string, adapters: (row: number) => readonly Adapter[]): void {
    const ties = name.startsWith("ties.");
    const logits = scoresOf(ties ? "ties.logits" : "logits");
    const expected = scoresOf(`${name}.scores`);
    const probabilities = scoresOf(`${name}.probs`);
    assert.equal(expected.length, logits.length);
    for (const [row, given] of logits.entries()) {
      const text = rowsOf("input_ids")[row] as number[];
      const list = adapters(row);
      const copy = given.slice();
      const found = stages(given, { text, promptLength: promptLengthOf(name) }, list, initialStates(list)).at(-1) as Float32Array;
      assert.deepEqual(given, copy, `${name} wrote to its input`);
      near(found, expected[row] as Float32Array, `${name}, row ${row}`);
      nearProbabilities(softmax(found), probabilities[row] as Float32Array, `${name}, row ${row}`);
    }
  }

  it("has all of upstream's cases", () => assert.equal(cases.length, 60));

  for (const [name, entry] of cases) {
    if (isChain(entry) || name === "hamming" || name === "cfg_halves") continue;
    it(name, () => compare(name, row => entry.map(({ class: kind, args, kwargs }) => adapterOfClass(kind, args, kwargs, rowsOf("encoder_input_ids")[row] as number[]))));
  }

  for (const [name, entry] of cases) {
    if (!isChain(entry)) continue;
    it(`${name}: in upstream's order`, () => {
      const options = readGenerationOptions(entry.generate_kwargs, { eos_token_id: 1 });
      const adapters = adaptersOf(options, { promptLength: 9, maxNewTokens: 20, endIds: new Set([1]), beams: options.num_beams, vocabulary: 50 });
      assert.equal(adapters.length, entry.order.length, adapters.map(adapter => adapter.name).join(", "));
      compare(name, () => adapters);
    });
  }

  it("hamming", () => {
    // Six beams in three groups: the first two belong to the group before.
    const earlier = Array.from(tensors.get("hamming.current_tokens")?.data.slice(0, 2) ?? []);
    const expected = scoresOf("hamming.scores");
    for (const row of [0, 1]) near(hammingDiversity(scoresOf("logits")[row] as Float32Array, earlier, 0.7), expected[row] as Float32Array, `row ${row}`);
  });

  it("guidance: upstream's class for raw scores, normalised", () => {
    const logits = scoresOf("logits");
    const expected = scoresOf("cfg_halves.scores");
    for (const row of [0, 1]) {
      const context: StepContext = { text: [1], promptLength: 1, beside: { unconditional: logits[row + 2] as Float32Array } };
      const found = guidance(1.7).apply(logits[row] as Float32Array, context, undefined);
      nearProbabilities(softmax(found), softmax(expected[row] as Float32Array), `row ${row}`);
    }
  });
});

/** The exponential decay and the minimum of new tokens count from a prompt of four tokens. */
const promptLengthOf = (name: string): number => (name === "exponential_decay" || name.startsWith("min_new") ? 4 : 9);

/** −∞ in the same places, else within 1e-6 of the value's size. */
function near(found: Float32Array, expected: Float32Array, what: string): void {
  assert.equal(found.length, expected.length, what);
  for (const [token, value] of expected.entries()) {
    const ours = found[token] as number;
    assert.ok(ours === value || Math.abs(ours - value) <= 1e-6 * Math.max(1, Math.abs(value)), `${what}, token ${token}: ${ours}, not ${value}`);
  }
}

function nearProbabilities(found: Float32Array, expected: Float32Array, what: string): void {
  for (const [token, value] of expected.entries()) {
    const ours = found[token] as number;
    assert.ok(Math.abs(ours - value) <= 1e-6 && (ours === 0) === (value === 0), `${what}, probability of ${token}: ${ours}, not ${value}`);
  }
}

async function readTensors(): Promise<Map<string, Tensor>> {
  const file = path.join(FOLDER, "golden.safetensors");
  const bytes = readFileSync(file);
  const { tensors } = await readHeader(file);
  return new Map(
    tensors.map(({ name, type, shape, offset, bytes: size }) => {
      const own = Uint8Array.from(bytes.subarray(Number(offset), Number(offset) + size)).buffer;
      return [name, { shape, data: type === "I64" ? Array.from(new BigInt64Array(own), Number) : new Float32Array(own) }];
    }),
  );
}
