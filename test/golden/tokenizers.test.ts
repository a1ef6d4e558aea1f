import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { openTokenizer, type Tokenizer } from "../../src/runtime/tokens/tokenizer";

/** What Hugging Face's libraries do with a tokenizer: see README.md beside the references. */
interface Reference {
  readonly fast: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly ids_plain: readonly number[];
    readonly tokens: readonly string[];
    readonly offsets: readonly (readonly [number, number])[];
    readonly special: readonly number[];
    readonly decoded: string;
    readonly decoded_skip_special: string;
  }[];
  readonly prefixes: { readonly text: string; readonly ids: readonly number[]; readonly decoded: readonly string[] };
}

const FOLDER = path.resolve("test/golden/tokenizers");
const names = readdirSync(FOLDER).filter(name => existsSync(path.join(FOLDER, name, "golden.json")));

for (const name of names) {
  describe(`tokenizer ${name}`, () => {
    let reference: Reference;
    let tokenizer: Tokenizer;
    before(async () => {
      const folder = path.join(FOLDER, name);
      reference = JSON.parse(await readFile(path.join(folder, "golden.json"), "utf8")) as Reference;
      tokenizer = await openTokenizer({ folder, tokenizerFile: path.join(folder, "tokenizer.json") });
      assert.ok(reference.fast.length > 70);
    });

    it("gives the reference's ids, with and without special tokens", async () => {
      for (const { text, ids, ids_plain: plain } of reference.fast) {
        assert.deepEqual((await tokenizer.encode(text)).map(token => token.id), ids, JSON.stringify(text));
        assert.deepEqual((await tokenizer.encodePlain(text)).map(token => token.id), plain, JSON.stringify(text));
      }
    });

    it("gives each token the reference's range, in UTF-16", async () => {
      for (const { text, offsets, special } of reference.fast) {
        const characters = [...text];
        const position = (count: number): number => characters.slice(0, count).join("").length;
        const wanted = offsets.map(([start, end], i) => (special[i] === 1 ? null : { start: position(start), end: position(end) }));
        assert.deepEqual((await tokenizer.encode(text)).map(token => token.range), wanted, JSON.stringify(text));
      }
    });

    it("spells pieces as the vocabulary does", async () => {
      for (const { text, tokens } of reference.fast) {
        for (const [i, { piece, special }] of (await tokenizer.encode(text)).entries()) {
          // For these the reference has the text that they stand for.
          if (special) continue;
          assert.equal(piece, tokens[i], JSON.stringify(text));
        }
      }
    });

    it("decodes as the reference does, and every beginning of a text", async () => {
      for (const { text, ids, decoded, decoded_skip_special: skipped } of reference.fast) {
        assert.equal(await tokenizer.decode(ids), decoded, JSON.stringify(text));
        assert.equal(await tokenizer.decode(ids, { skipSpecial: true }), skipped, JSON.stringify(text));
      }
      const { ids, decoded } = reference.prefixes;
      for (let length = 1; length <= ids.length; length++) assert.equal(await tokenizer.decode(ids.slice(0, length), { skipSpecial: true }), decoded[length - 1]);
    });
  });
}

it("the embedded model's tokenizer gives the ids of its reference", async () => {
  const folder = path.resolve("models/starter-llama");
  const tokenizer = await openTokenizer({ folder, tokenizerFile: path.join(folder, "tokenizer.json") });
  const { cases } = JSON.parse(await readFile("test/golden/starter-llama.greedy.json", "utf8")) as { cases: { text: string; input_ids: number[]; sequence: number[]; continuation: string }[] };
  assert.ok(cases.length > 0);
  for (const { text, input_ids: ids, sequence, continuation } of cases) {
    assert.deepEqual((await tokenizer.encode(text)).map(token => token.id), ids);
    assert.ok((await tokenizer.decode(sequence.slice(ids.length))).startsWith(continuation.slice(0, 40)), text);
  }
});
