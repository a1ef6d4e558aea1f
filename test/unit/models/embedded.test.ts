import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";

import { readFloats, readHeader } from "../../../src/runtime/checkpoints/safetensors";
import { openTokenizerOf } from "../../../src/runtime/tokens/openTokenizer";
import { embeddedNames, MODELS, withEmbedded } from "./embedded";
import { cardOf, differences, figuresTable, readFigures } from "./figures";
import { logitsOf } from "./measures/pass";
import { measureSample } from "./measures/measure";

const GOLDENS = path.resolve("test/golden/embedded");
/** The largest difference between PyTorch's float32 and this runtime's. */
const LIMIT = 1e-3;
/** Bytes of a model's weights: of the one that completes, and of its siblings. */
const LARGEST = { "starter-completion": 25e6, others: 3e6 } as const;

interface Golden {
  /** The logits of one token of so many are kept. */
  readonly every: number;
  readonly cases: Readonly<Record<string, { readonly text: string; readonly inputs: { input_ids: number[][]; decoder_input_ids?: number[][]; prefix_lengths?: number[] } }>>;
}

const goldenNames = async (): Promise<string[]> => (await readdir(GOLDENS)).filter(file => file.endsWith(".json")).map(file => file.slice(0, -".json".length));
const readGolden = async (name: string): Promise<Golden> => JSON.parse(await readFile(path.join(GOLDENS, `${name}.json`), "utf8")) as Golden;

describe("Embedded models", () => {
  it("have goldens, and no golden is of a model that is not there", async () => {
    assert.deepEqual((await goldenNames()).sort(), embeddedNames());
  });

  for (const name of embeddedNames()) {
    describe(name, () => {
      it("gives PyTorch's logits, on the tokens that its tokenizer makes of the same text", async () => {
        const { every, cases } = await readGolden(name);
        const { tensors } = await readHeader(path.join(GOLDENS, `${name}.safetensors`));
        const floats = async (key: string): Promise<Float32Array> => readFloats(tensors.find(tensor => tensor.name === key)!);
        assert.ok(Object.keys(cases).length >= 2);
        await withEmbedded(name, async embedded => {
          for (const [key, { text, inputs }] of Object.entries(cases)) {
            assert.deepEqual([(await embedded.tokenizer.encode(text)).map(token => token.id)], inputs.input_ids, key);
            const { input_ids: ids, decoder_input_ids: decoder, prefix_lengths: prefixLengths } = inputs;
            const logits = await logitsOf(embedded, { ids, ...(decoder && { decoder: { ids: decoder } }), ...(prefixLengths && { prefixLengths }) });
            const [kept, sums] = [await floats(`${key}.logits`), await floats(`${key}.logsumexp`)];
            assert.equal(sums.length, logits.time);
            const width = kept.length / sums.length;
            for (let time = 0; time < logits.time; time++) {
              const row = logits.row(time);
              assert.equal(width, Math.ceil(row.length / every));
              for (let i = 0; i < width; i++) near(row[i * every]!, kept[time * width + i]!, `${key}, position ${time}, token ${i * every}`);
              near(logSumExp(row), sums[time]!, `${key}, position ${time}, all tokens`);
            }
          }
        });
      });

      it("does what its card says, as far as a sample tells", async () => {
        const found = await withEmbedded(name, measureSample);
        const claimed = (await readFigures())[name] ?? {};
        const sampled = Object.fromEntries(Object.entries(claimed).filter(([claim]) => claim in found));
        assert.ok(Object.keys(found).length > 0);
        assert.deepEqual(differences(sampled, found), []);
      });

      it("has a card with its figures, and is small", async () => {
        const claims = (await readFigures())[name];
        assert.ok(claims && Object.keys(claims).length > 0);
        assert.ok((await cardOf(name)).includes(figuresTable(claims)), "the card's table is not models/figures.json: npm run models:verify -- --write");
        assert.ok((await stat(path.join(MODELS, name, "model.safetensors"))).size < (name === "starter-completion" ? LARGEST[name] : LARGEST.others));
        assert.equal(existsSync(path.join(MODELS, name, "training.json")), false);
      });

      it("has a tokenizer with the template of its kind", async () => {
        const shown = (await (await openTokenizerOf(path.join(MODELS, name))).encode("one")).filter(token => token.special).map(token => token.piece);
        const kind = name.replace("starter-", "");
        const expected = ["bert", "bert-shaw"].includes(kind) ? ["[CLS]", "[SEP]"] : ["t5", "ul2", "marian"].includes(kind) ? ["</s>"] : ["<s>"];
        assert.deepEqual(shown, expected);
      });
    });
  }
});

function near(found: number, expected: number, what: string): void {
  assert.ok(Math.abs(found - expected) <= LIMIT, `${what}: ${found}, not ${expected}`);
}

function logSumExp(row: Float32Array): number {
  const most = row.reduce((a, b) => Math.max(a, b), -Infinity);
  return most + Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - most), 0));
}
