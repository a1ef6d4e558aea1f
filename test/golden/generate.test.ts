import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { generateCase } from "../../src/runtime/commands/generate";
import type { GenerationCase } from "../../src/runtime/commands/generationCases";
import type { Scores } from "../../src/runtime/decoding/scores";
import { LoadedModel } from "../../src/runtime/model/loadedModel";
import { openModel } from "../../src/runtime/model/openModel";
import { openTokenizerOf } from "../../src/runtime/tokens/openTokenizer";
import type { Tokenizer } from "../../src/runtime/tokens/tokenizer";
import { goldenNames, readGolden, type Golden } from "./goldens";
import { testDevice } from "./testDevice";

const { signal } = new AbortController();
const onCpu = (process.env["MODEL_LENS_TEST_DEVICE"] ?? "cpu") === "cpu";
/** A device made of software takes its time: there, greedy decoding has to do. */
const HERE = onCpu ? /^(?!sample_)/ : /^greedy(_eos|_two_eos|_batch|_batch_eos|_no_cache)?$/;
const MODELS_FOLDER = path.join(__dirname, "../../models");

const noTokenizer = (): Tokenizer => {
  throw new Error("these checkpoints have no tokenizer");
};

describe(`Generation token by token (${process.env["MODEL_LENS_TEST_DEVICE"] ?? "cpu"})`, () => {
  const named = goldenNames().filter(generatesText);
  let [cases, compared] = [0, 0];
  it("covers every kind of model that continues a text", () => assert.equal(named.length, onCpu ? 21 : 19, named.join(" ")));
  for (const name of named) {
    it(`${name}: upstream's tokens`, async () => {
      const golden = await readGolden(name);
      const model = await LoadedModel.load(await openModel(golden.folder), await testDevice());
      const wrong: string[] = [];
      for (const [key, one] of Object.entries(golden.generate).filter(([key, one]) => HERE.test(key) && !("skipped" in one))) {
        const { sequences, sequences_scores = [] } = await generateCase({ model, tokenizer: noTokenizer, signal }, caseOf(one));
        cases++;
        if (!same(sequences, one.sequences)) wrong.push(`${key}: ${JSON.stringify(sequences)} is not ${JSON.stringify(one.sequences)}`);
        const scores = one.sequences_scores;
        if (scores && !scores.every((score, i) => Math.abs(score - (sequences_scores[i] as number)) <= 1e-4 * Math.max(1, Math.abs(score) / 10))) wrong.push(`${key}: ${String(sequences_scores)} is not ${String(scores)}`);
      }
      assert.deepEqual(wrong, []);
      await model.dispose();
    });
  }
  if (onCpu) it("is every case of every folder that upstream generates without drawing, 682 in all", () => assert.equal(cases, 682));

  // What upstream drew is given: at each step the scores behind all adapters are compared.
  for (const name of onCpu ? named : []) {
    it(`${name}: the scores that each token is chosen from`, async () => {
      const golden = await readGolden(name);
      const model = await LoadedModel.load(await openModel(golden.folder), await testDevice());
      for (const [key, one] of Object.entries(golden.generate)) {
        if (one.scores === undefined || key.includes("beam") || key.includes("constrained")) continue;
        compared++;
        const { shape, data } = await golden.tensor(one.scores);
        const [steps, batch, vocabulary] = shape as [number, number, number];
        const taken = one.sequences.map(() => 0);
        const choose = (row: number) => (scores: Scores): number => {
          const sequence = one.sequences[row] as readonly number[];
          const step = taken[row] ?? 0;
          taken[row] = step + 1;
          nearScores(scores, data.subarray((step * batch + row) * vocabulary, (step * batch + row + 1) * vocabulary), `${key}, step ${step}`);
          return sequence[sequence.length - steps + step] as number;
        };
        await generateCase({ model, tokenizer: noTokenizer, signal, choose }, caseOf(one));
        assert.deepEqual(taken, one.sequences.map(() => steps), key);
      }
      await model.dispose();
    });
  }
  if (onCpu) it("compares them in every case that has them, 239 in all", () => assert.equal(compared, 239));
});

describe("Embedded models generate", () => {
  it("starter-llama continues four prompts as upstream does", async () => {
    const golden = JSON.parse(readFileSync(path.join(__dirname, "starter-llama.greedy.json"), "utf8")) as StarterGolden;
    const model = await LoadedModel.load(await openModel(path.join(MODELS_FOLDER, "starter-llama")), await testDevice());
    assert.equal(golden.cases.length, 4);
    // A GPU made of software takes half a second a token: there, the first words have to do.
    const [prompts, tokens] = onCpu ? [4, 40] : [1, 8];
    for (const { input_ids, sequence } of golden.cases.slice(0, prompts)) {
      const options = { max_new_tokens: tokens, eos_token_id: null };
      const { sequences } = await generateCase({ model, tokenizer: noTokenizer, signal }, { inputs: { input_ids: [input_ids] }, options });
      assert.deepEqual(sequences, [sequence.slice(0, input_ids.length + tokens)]);
    }
    await model.dispose();
  });

  it("starter-marian translates sentences that its grammar made, word for word", async () => {
    const folder = path.join(MODELS_FOLDER, "starter-marian");
    const pairs = JSON.parse(readFileSync(path.join(__dirname, "starter-marian.translations.json"), "utf8")) as { readonly source: string; readonly target: string }[];
    const model = await LoadedModel.load(await openModel(folder), await testDevice());
    const tokenizer = await openTokenizerOf(folder);
    assert.equal(pairs.length, 40);
    for (const { source, target } of pairs.slice(0, onCpu ? 40 : 2)) {
      const ids = (await tokenizer.encode(source)).map(({ id }) => id);
      const { sequences } = await generateCase({ model, tokenizer: () => tokenizer, signal }, { inputs: { input_ids: [ids] }, options: { max_new_tokens: 60 } });
      assert.equal((await tokenizer.decode(sequences[0] ?? [], { skipSpecial: true })).trim(), target);
    }
    await model.dispose();
  });
});

type GoldenGeneration = Golden["generate"][string];

/** A golden's case as a generation file has it; those under a prefix only say what came out. */
function caseOf({ inputs, kwargs, sequences }: GoldenGeneration): GenerationCase {
  const ids = inputs.input_ids as number[][];
  return { inputs: inputs as unknown as GenerationCase["inputs"], options: kwargs ?? { max_new_tokens: (sequences[0] as number[]).length - (ids[0] as number[]).length, eos_token_id: null } };
}

/** Ruled out alike, and all others within 1e-4 relative to the greatest. */
function nearScores(found: Scores, expected: Float32Array, what: string): void {
  let [apart, size] = [0, 1];
  expected.forEach((score, token) => {
    assert.equal(found[token] === -Infinity, score === -Infinity, `${what}, token ${token}`);
    if (score === -Infinity) return;
    size = Math.max(size, Math.abs(score) / 10);
    apart = Math.max(apart, Math.abs((found[token] as number) - score));
  });
  assert.ok(apart <= 1e-4 * size, `${what}: ${apart}`);
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Encoders, classifiers and choices continue nothing; long ones have no such cases. */
function generatesText(name: string): boolean {
  return !/-cls$|-long$|bert|-doubleheads$/.test(name) && (onCpu || !name.startsWith("prefix-lm-"));
}

interface StarterGolden {
  readonly cases: readonly { readonly input_ids: number[]; readonly sequence: number[] }[];
}
