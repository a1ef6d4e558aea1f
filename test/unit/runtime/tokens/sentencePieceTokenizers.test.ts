import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";

import type { Tokenizer } from "../../../../src/runtime/tokens/tokenizer";
import { rejectsWith } from "../../checkpoints/rejectsWith";
import { temporaryFolder } from "../../checkpoints/temporaryFolder";
import { changedTokenizer, copiedTokenizer, golden, piecesOf } from "./copiedTokenizer";
import { sentencePieceFile, type SentencePieceParts } from "./sentencePieceFile";

const UNKNOWN = { piece: "<unk>", kind: 2 };
const normal = (pieces: string): { piece: string; score: number }[] => pieces.split(" ").map((piece, i) => ({ piece, score: -1 - i / 4 }));

describe("tokenizers of SentencePiece files", () => {
  const folder = temporaryFolder();

  describe("T5's", () => {
    const t5 = (config: object, parts: SentencePieceParts): Promise<Tokenizer> =>
      changedTokenizer(folder(), { "spiece.model": sentencePieceFile(parts), "tokenizer_config.json": { tokenizer_class: "T5Tokenizer", ...config } });
    const pieces = [{ piece: "<pad>", kind: 3 }, { piece: "</s>", kind: 3 }, UNKNOWN, ...normal("▁ ▁a a b ▁b .")];

    it("has as many sentinels as the settings say, counted down from the last id", async () => {
      const plain = await t5({}, { pieces });
      assert.equal(plain.vocabulary, 109);
      assert.deepEqual([plain.token(108).piece, plain.token(9).piece], ["<extra_id_0>", "<extra_id_99>"]);
      const few = await t5({ extra_ids: 2 }, { pieces });
      assert.equal(few.vocabulary, 11);
      assert.deepEqual((await few.encode("a <extra_id_1>")).map(({ id, special, range }) => [id, special, range]), [
        [4, false, { start: 0, end: 1 }],
        [9, true, { start: 2, end: 14 }],
        [1, true, null],
      ]);
      assert.equal((await t5({ extra_ids: 0 }, { pieces })).vocabulary, 9);
      assert.equal((await t5({ additional_special_tokens: ["<extra_id_0>", "<extra_id_1>", "<extra_id_2>"] }, { pieces })).token(11).piece, "<extra_id_0>");
      await rejectsWith(t5({ extra_ids: 5, additional_special_tokens: ["<extra_id_0>"] }, { pieces }), "tokenizer-damaged", /extra_ids is 5, and it lists 1/);
      await rejectsWith(t5({ extra_ids: -1 }, { pieces }), "tokenizer-damaged", /extra_ids is -1/);
      await rejectsWith(t5({ extra_ids: 0, added_tokens_decoder: { 12: { content: "<x>" } } }, { pieces }), "tokenizer-damaged", /"<x>" has the id 12, and no token has the id 9/);
    });

    it("begins a word with a space as the settings say", async () => {
      const text = "a<extra_id_0>b a";
      const shown = async (config: object): Promise<string> => (await piecesOf(await t5({ extra_ids: 1, ...config }, { pieces }), text)).join(" ");
      assert.equal(await shown({}), "▁a <extra_id_0> ▁b ▁a </s>");
      assert.equal(await shown({ legacy: true }), "▁a <extra_id_0> ▁b ▁a </s>");
      assert.equal(await shown({ legacy: false }), "▁a <extra_id_0> b ▁a </s>");
      assert.equal(await shown({ add_prefix_space: false }), "a <extra_id_0> b ▁a </s>");
    });

    it("takes spaces as the file's rules say", async () => {
      const shown = async (normalizer: SentencePieceParts["normalizer"], text: string, more: string[] = []): Promise<string[]> => (await piecesOf(await t5({ extra_ids: 0 }, { pieces: [...pieces, ...more.map(piece => ({ piece, score: -0.5 }))], normalizer: normalizer ?? {} }), text)).slice(0, -1);
      assert.deepEqual(await shown({}, "  a   b  "), ["▁a", "▁b"]);
      assert.deepEqual(await shown({ removeExtraWhitespaces: false }, " a  b"), ["▁", "▁a", "▁", "▁b"]);
      assert.deepEqual(await shown({ addDummyPrefix: false }, " a  b"), ["a", "▁b"]);
      assert.deepEqual(await shown({ addDummyPrefix: false, removeExtraWhitespaces: false }, "a  b"), ["a", "▁", "▁b"]);
      // A literal ▁ is a space that is not taken away, but at the end.
      assert.deepEqual(await shown({}, "▁a ▁ b ▁"), ["▁", "▁a", "▁", "▁", "▁b"]);
      // A piece may run over words.
      assert.deepEqual(await shown({}, " a  b", ["▁a▁b"]), ["▁a▁b"]);
    });

    it("gives ranges of the text that was given", async () => {
      const tokenizer = await copiedTokenizer(folder(), "t5");
      assert.deepEqual((await tokenizer.encodePlain("  the  é ")).map(({ piece, range }) => [piece, range?.start, range?.end]), [["▁the", 2, 5], ["▁", 7, 8], ["é", 7, 8]]);
    });
  });

  describe("Llama's", () => {
    const bytes = Array.from({ length: 256 }, (_, byte) => ({ piece: `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`, kind: 6 }));
    const pieces = [UNKNOWN, { piece: "<s>", kind: 3 }, { piece: "</s>", kind: 3 }, ...bytes, ...normal("ab ▁a ▁ab abc ▁ a b c")];
    const llama = (config: object, more: Partial<SentencePieceParts> = {}): Promise<Tokenizer> =>
      changedTokenizer(folder(), {
        "tokenizer.model": sentencePieceFile({ pieces, trainer: { algorithm: 2, byteFallback: true }, normalizer: { removeExtraWhitespaces: false }, ...more }),
        "tokenizer_config.json": { tokenizer_class: "LlamaTokenizer", ...config },
      });

    it("joins the pair with the best score, and spells what is unknown in bytes", async () => {
      const tokenizer = await llama({});
      assert.deepEqual(await piecesOf(tokenizer, "abc  ab"), ["<s>", "▁ab", "c", "▁", "▁ab"]);
      assert.deepEqual(await piecesOf(await llama({ add_prefix_space: false }), "abc"), ["<s>", "abc"]);
      const tokens = await tokenizer.encode("é");
      assert.deepEqual(tokens.map(({ text, range }) => [text, range?.start, range?.end]), [["<s>", undefined, undefined], [" ", 0, 1], ["⟨C3⟩", 0, 1], ["⟨A9⟩", 0, 1]]);
      assert.equal(await tokenizer.decode(tokens.map(token => token.id), { skipSpecial: true }), "é");
    });

    it("puts around a text what the settings say", async () => {
      const around = async (config: object): Promise<string[]> => (await piecesOf(await llama(config), "ab"));
      assert.deepEqual(await around({}), ["<s>", "▁ab"]);
      assert.deepEqual(await around({ add_bos_token: false }), ["▁ab"]);
      assert.deepEqual(await around({ add_eos_token: true }), ["<s>", "▁ab", "</s>"]);
      assert.deepEqual(await around({ add_prefix_space: false }), ["<s>", "ab"]);
    });

    it("begins what follows a special token as the settings say", async () => {
      const after = async (config: object): Promise<string[]> => (await piecesOf(await llama(config), "ab</s>ab"));
      assert.deepEqual(await after({}), ["<s>", "▁ab", "</s>", "▁ab"]);
      assert.deepEqual(await after({ legacy: false }), ["<s>", "▁ab", "</s>", "ab"]);
    });

    it("takes added tokens behind its pieces", async () => {
      const tokenizer = await llama({ added_tokens_decoder: { 300: { content: "<|user|>", special: true } } });
      assert.deepEqual((await tokenizer.encodePlain("ab<|user|>")).map(token => token.id), [261, 300]);
    });
  });

  describe("Marian's", () => {
    const target = { pieces: [UNKNOWN, { piece: "<s>", kind: 3 }, { piece: "</s>", kind: 3 }, ...normal("▁ ▁X X Y ▁Y")] };
    const source = { pieces: [UNKNOWN, { piece: "<s>", kind: 3 }, { piece: "</s>", kind: 3 }, ...normal("▁ ▁x x y ▁y")] };
    const vocab = { "</s>": 0, "<unk>": 1, "▁": 2, "▁x": 3, x: 4, y: 5, ">>fr<<": 6, "▁X": 7, X: 8, Y: 9, "▁Y": 10, "<pad>": 11 };
    const marian = (changes: object = {}): Promise<Tokenizer> =>
      changedTokenizer(folder(), { "source.spm": sentencePieceFile(source), "target.spm": sentencePieceFile(target), "vocab.json": vocab, "tokenizer_config.json": { tokenizer_class: "MarianTokenizer" }, ...changes });

    it("cuts by SentencePiece and numbers by vocab.json, also what only the other language spells", async () => {
      const tokenizer = await marian();
      assert.deepEqual((await tokenizer.encode("x y Xz")).map(({ id, piece, range }) => [id, piece, range?.start, range?.end]), [
        [3, "▁x", 0, 1],
        // SentencePiece has it, vocab.json has not.
        [1, "<unk>", 1, 3],
        [2, "▁", 3, 4],
        [1, "<unk>", 4, 6],
        [0, "</s>", undefined, undefined],
      ]);
      assert.deepEqual((await tokenizer.encodePlain("x X")).map(({ id }) => id), [3, 2, 8]);
      assert.deepEqual((await tokenizer.forTarget.encode("X Y")).map(({ id }) => id), [7, 10, 0]);
      assert.equal(await tokenizer.decode([7, 10, 8, 11, 9, 0]), "X YX<pad> Y</s>");
      assert.equal(await tokenizer.decode([7, 10, 8, 11, 9, 0], { skipSpecial: true }), "X YXY");
      assert.equal(tokenizer.about, "SentencePiece, 12 tokens");
    });

    it("reads the language to translate to at a text's start", async () => {
      const tokenizer = await marian();
      assert.deepEqual((await tokenizer.encode(">>fr<< x")).map(({ id, range }) => [id, range?.start, range?.end]), [[6, 0, 6], [3, 7, 8], [0, undefined, undefined]]);
      assert.deepEqual((await tokenizer.encodePlain(">>de<<x")).map(({ id, range }) => [id, range?.start, range?.end]), [[1, 0, 6], [3, 6, 7]]);
      // Elsewhere it is left out, and what stands around it keeps its place.
      assert.deepEqual((await tokenizer.encodePlain("xy>>fr<<x")).map(({ id, range }) => [id, range?.start, range?.end]), [[3, 0, 1], [5, 1, 2], [4, 8, 9]]);
    });

    it("finds special tokens in a text", async () => {
      assert.deepEqual((await (await marian()).encodePlain("x </s>x")).map(({ id, special, range }) => [id, special, range?.start, range?.end]), [
        [3, false, 0, 1],
        [0, true, 2, 6],
        [3, false, 6, 7],
      ]);
    });

    it("may number the target's pieces by themselves", async () => {
      const tokenizer = await marian({ "target_vocab.json": { "</s>": 0, "<unk>": 1, "<pad>": 2, "▁X": 3 }, "tokenizer_config.json": { tokenizer_class: "MarianTokenizer", separate_vocabs: true } });
      assert.deepEqual((await tokenizer.encode("x")).map(({ id }) => id), [3, 0]);
      assert.equal(tokenizer.token(3).piece, "▁x");
      assert.deepEqual((await tokenizer.forTarget.encode("X")).map(({ id }) => id), [3, 0]);
      assert.equal(await tokenizer.decode([3, 0]), "X</s>");
    });

    it("decodes pieces that the target does not spell with their spaces", async () => {
      assert.equal(await (await marian()).decode([7, 11, 3, 4]), "X<pad>  xx");
    });

    for (const [what, changes, code, says] of [
      ["vocab.json without the unknown token", { "vocab.json": { "</s>": 0 } }, "tokenizer-damaged", /lacks "<unk>"/],
      ["source.spm cut off", { "source.spm": sentencePieceFile(source).subarray(0, 60) }, "tokenizer-damaged", /source\.spm .*cut off/],
      ["normalisation rules cut off", { "source.spm": sentencePieceFile({ ...source, normalizer: { charsmap: Uint8Array.of(9, 9, 9, 9, 0) } }) }, "tokenizer-damaged", /source\.spm .*rules are cut off/],
      ["target.spm with bytes", { "target.spm": sentencePieceFile({ ...target, trainer: { byteFallback: true } }) }, "tokenizer-damaged", /target\.spm .*Unigram/],
      ["no vocabulary of the target", { "tokenizer_config.json": { tokenizer_class: "MarianTokenizer", separate_vocabs: true } }, "tokenizer-missing", /no target_vocab\.json/],
      ["a special token that takes spaces", { "tokenizer_config.json": { tokenizer_class: "MarianTokenizer", pad_token: { content: "<pad>", lstrip: true } } }, "tokenizer-damaged", /"<pad>" takes spaces/],
    ] as const) {
      it(`is a problem: ${what}`, async () => {
        const problem = await rejectsWith(marian(changes), code, says);
        assert.ok(problem.remedy);
      });
    }
  });

  for (const [name, file] of [["t5", "spiece.model"], ["llama", "tokenizer.model"], ["marian", "target.spm"]] as const) {
    it(`${name} with ${file} cut off is a problem`, async () => {
      const whole = await readFile(path.join(golden(name), file));
      for (const part of [0, 0.01, 0.5, 0.999]) {
        const problem = await rejectsWith(copiedTokenizer(path.join(folder(), String(part)), name, { [file]: whole.subarray(0, Math.floor(whole.length * part)) }), "tokenizer-damaged", new RegExp(`${file.replace(".", "\\.")} is not a tokenizer`));
        assert.match(problem.remedy ?? "", /Download/);
      }
    });
  }

  it("with an eighth of the model's pieces missing is a problem", async () => {
    await rejectsWith(copiedTokenizer(folder(), "llama", { "config.json": { vocab_size: 32_000 } }), "tokenizer-damaged", /has 900 pieces, and the model 32,000/);
  });
});
