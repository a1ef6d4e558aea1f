import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { textOf } from "../../src/runtime/generation/textStream";
import { openTokenizer } from "../../src/runtime/tokens/openTokenizer";
import type { Tokenizer } from "../../src/runtime/tokens/tokenizer";

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
const JSON_FILE = "tokenizer.json";
const filesOf = (name: string): string[] => readdirSync(path.join(FOLDER, name));
const folders = readdirSync(FOLDER, { withFileTypes: true }).flatMap(entry => (entry.isDirectory() ? [entry.name] : []));

/** Each tokenizer that has one as its tokenizer.json says it, and each that has other files as they say it, as if there were no other. */
const ways = folders.flatMap(name => {
  const files = filesOf(name);
  const others = files.filter(file => file !== JSON_FILE);
  return [
    ...(files.includes(JSON_FILE) ? [{ name, what: JSON_FILE, files: [JSON_FILE] }] : []),
    ...(others.some(file => /^(vocab|spiece|tokenizer\.model)/.test(file)) ? [{ name, what: "its own files", files: others }] : []),
  ];
});

for (const { name, what, files } of ways.filter(way => way.name !== "marian")) {
  describe(`tokenizer ${name}, from ${what}`, () => {
    let reference: Reference;
    let tokenizer: Tokenizer;
    before(async () => {
      const folder = path.join(FOLDER, name);
      reference = JSON.parse(await readFile(path.join(folder, "golden.json"), "utf8")) as Reference;
      tokenizer = await openTokenizer({ folder, files: new Set(files), config: {} });
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

    it("gives each token the bytes of its part of the text", () => {
      for (const { text, ids_plain: ids, decoded_skip_special: decoded } of reference.fast) {
        // Some decoders tidy spaces and "don ' t" up: what stands between them is what counts.
        const bare = (one: string): string => one.replaceAll(/\s/gu, "");
        assert.equal(bare(textOf(tokenizer, ids, true)), bare(decoded), JSON.stringify(text));
      }
    });
  });
}

describe("tokenizer marian", () => {
  /** What upstream's Python class does: it knows no ranges. */
  interface Slow {
    readonly slow: readonly { readonly text: string; readonly ids: readonly number[]; readonly ids_plain: readonly number[]; readonly tokens: readonly string[]; readonly decoded: string; readonly decoded_skip_special: string }[];
    readonly target: readonly { readonly text_target: string; readonly ids: readonly number[] }[];
  }
  let reference: Slow;
  let tokenizer: Tokenizer;
  before(async () => {
    const folder = path.join(FOLDER, "marian");
    reference = JSON.parse(await readFile(path.join(folder, "golden.json"), "utf8")) as Slow;
    tokenizer = await openTokenizer({ folder, files: new Set(filesOf("marian")), config: {} });
    assert.ok(reference.slow.length > 70 && reference.target.length > 70);
  });

  it("gives the reference's ids of the source language, with and without special tokens", async () => {
    for (const { text, ids, ids_plain: plain } of reference.slow) {
      assert.deepEqual((await tokenizer.encode(text)).map(token => token.id), ids, JSON.stringify(text));
      assert.deepEqual((await tokenizer.encodePlain(text)).map(token => token.id), plain, JSON.stringify(text));
    }
  });

  it("gives the reference's ids of the target language", async () => {
    for (const { text_target: text, ids } of reference.target) assert.deepEqual((await tokenizer.forTarget.encode(text)).map(token => token.id), ids, JSON.stringify(text));
  });

  it("spells pieces as the vocabulary does", async () => {
    for (const { text, tokens } of reference.slow) {
      for (const [i, { piece, special }] of (await tokenizer.encodePlain(text)).entries()) if (!special) assert.equal(piece, tokens[i], JSON.stringify(text));
    }
  });

  it("decodes as the reference does, through the target's pieces", async () => {
    for (const { text, ids, decoded, decoded_skip_special: skipped } of reference.slow) {
      assert.equal(await tokenizer.decode(ids), decoded, JSON.stringify(text));
      assert.equal(await tokenizer.decode(ids, { skipSpecial: true }), skipped, JSON.stringify(text));
    }
  });

  it("gives each token the text that it stands for", async () => {
    for (const { text } of reference.slow) {
      let end = 0;
      for (const { piece, special, range } of await tokenizer.encodePlain(text)) {
        assert.ok(range !== null && range.start >= 0 && range.end <= text.length && range.end >= end && range.start <= range.end, JSON.stringify(text));
        assert.match(text.slice(end, range.start), /^[\s\p{Cc}\p{Cf}▁]*$/u, `left out of ${JSON.stringify(text)}`);
        const bare = piece.replaceAll("▁", "");
        // A ligature is the text of both its letters.
        if (!special && bare !== "") assert.ok(text.slice(range.start, range.end).normalize("NFKC").includes(bare), JSON.stringify(text));
        ({ end } = range);
      }
      assert.match(text.slice(end), /^[\s▁]*$/, `left out of ${JSON.stringify(text)}`);
    }
  });
});

it("the embedded model's tokenizer gives the ids of its reference", async () => {
  const folder = path.resolve("models/starter-llama");
  const tokenizer = await openTokenizer({ folder, files: new Set([JSON_FILE]), config: {} });
  const { cases } = JSON.parse(await readFile("test/golden/starter-llama.greedy.json", "utf8")) as { cases: { text: string; input_ids: number[]; sequence: number[]; continuation: string }[] };
  assert.ok(cases.length > 0);
  for (const { text, input_ids: ids, sequence, continuation } of cases) {
    assert.deepEqual((await tokenizer.encode(text)).map(token => token.id), ids);
    assert.ok((await tokenizer.decode(sequence.slice(ids.length))).startsWith(continuation.slice(0, 40)), text);
  }
});
