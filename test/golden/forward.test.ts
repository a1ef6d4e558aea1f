import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { OUTPUTS, traceCase } from "../../src/runtime/commands/trace";
import { knownInputs, readCases } from "../../src/runtime/commands/inputs";
import { LoadedModel } from "../../src/runtime/model/loadedModel";
import { openModel } from "../../src/runtime/model/openModel";
import { goldenNames, limitOf, readGolden, type Golden, type GoldenCase } from "./goldens";
import { testDevice } from "./testDevice";

const { signal } = new AbortController();
const DEVICE = process.env["MODEL_LENS_TEST_DEVICE"] ?? "cpu";

/** The greatest difference found per kind of output over all cases: printed at the end, quoted in the README. */
const worst = new Map<string, Map<string, number>>();

describe(`Forward passes against upstream (${DEVICE})`, () => {
  for (const name of goldenNames()) {
    describe(name, () => {
      let golden: Golden;
      let model: LoadedModel;
      let scratch: string;

      before(async () => {
        golden = await readGolden(name);
        model = await LoadedModel.load(await openModel(golden.folder), await testDevice());
        scratch = await mkdtemp(path.join(tmpdir(), "model-lens-golden-"));
      });
      after(async () => {
        await model.dispose();
        await rm(scratch, { recursive: true });
      });

      it("agrees in every tensor of every case", async () => {
        const cases = Object.entries(golden.forward).filter(([, one]) => one.inputs);
        assert.ok(cases.length > 0);
        for (const [key, one] of cases) {
          const file = path.join(scratch, "cases.json");
          await writeFile(file, JSON.stringify({ [key]: one.inputs }));
          const [given] = await readCases(file, model.open);
          assert.ok(given);
          const traced = await traceCase(model, given, { only: OUTPUTS, taps: [], signal });
          for (const output of one.outputs) await compare(golden, key, one, output, traced);
        }
      });
    });
  }

  it("opens a prefix only in the plain causal mask: a window is no part of it", async () => {
    const open = await openModel((await readGolden("mistral")).folder);
    assert.ok(!knownInputs(open).includes("prefix_lengths"));
    assert.ok(knownInputs(await openModel((await readGolden("llama")).folder)).includes("prefix_lengths"));
  });

  after(() => {
    const rows = [...worst].map(([name, kinds]) => `  ${name.padEnd(20)} ${[...kinds].map(([kind, value]) => `${kind} ${value.toExponential(1)}`).join("  ")}`);
    process.stdout.write(`Greatest differences to the reference:\n${rows.join("\n")}\n`);
    // `npm run figures` prints the README's table from these.
    const file = path.join(__dirname, `../../out/test/differences-${DEVICE}.json`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(Object.fromEntries([...worst].map(([name, kinds]) => [name, Object.fromEntries(kinds)]))));
  });
});

async function compare(golden: Golden, key: string, one: GoldenCase, output: string, traced: Awaited<ReturnType<typeof traceCase>>): Promise<void> {
  const reference = await golden.tensor(`${key}.${output}`);
  const tracedName = `${key}.${output.replace(/\.rows$/, "")}`;
  const found = traced.get(tracedName);
  assert.ok(found && found.data instanceof Float32Array, `${tracedName} was not traced`);
  const ofDecoder = /^(decoder_|cross_|logits)/.test(output) && one.inputs?.["decoder_input_ids"] !== undefined;
  const mask = one.inputs?.[ofDecoder ? "decoder_attention_mask" : "attention_mask"] as number[][] | undefined;
  let difference = 0;
  if (output.endsWith(".rows")) {
    const [batch, heads, time, keys] = found.shape as [number, number, number, number];
    const rows = (one.attention_rows ?? []).filter(row => row < time);
    assert.deepEqual(reference.shape, [batch, heads, rows.length, keys]);
    for (let i = 0; i < reference.data.length; i++) {
      const [head, row, column] = [Math.floor(i / keys / rows.length), Math.floor(i / keys) % rows.length, i % keys];
      const at = (head * time + (rows[row] as number)) * keys + column;
      difference = Math.max(difference, apart(reference.data[i], found.data[at]));
    }
  } else {
    assert.deepEqual(found.shape, reference.shape, `shape of ${tracedName}`);
    const sequenceAxis = /attentions\./.test(output) ? 2 : 1;
    const inner = reference.shape.slice(sequenceAxis + 1).reduce((product, size) => product * size, 1);
    const time = reference.shape[sequenceAxis] ?? 1;
    const perSequence = reference.data.length / (reference.shape[0] ?? 1);
    for (let i = 0; i < reference.data.length; i++) {
      // Rows of padded queries hold numbers that mean nothing, here and upstream.
      if (mask && reference.shape.length > 2 && mask[Math.floor(i / perSequence)]?.[Math.floor(i / inner) % time] === 0) continue;
      difference = Math.max(difference, apart(reference.data[i], found.data[i]));
    }
  }
  const limit = limitOf(one, output);
  assert.ok(difference <= limit, `${golden.name} ${tracedName}: differs by ${difference}, more than ${limit}`);
  const kinds = worst.get(golden.name) ?? new Map<string, number>();
  const kind = output.split(".")[0] as string;
  kinds.set(kind, Math.max(kinds.get(kind) ?? 0, difference));
  worst.set(golden.name, kinds);
}

/** NaN is infinitely far from everything. */
function apart(a: number | undefined, b: number | undefined): number {
  const difference = Math.abs((a ?? NaN) - (b ?? NaN));
  return Number.isNaN(difference) ? Infinity : difference;
}
