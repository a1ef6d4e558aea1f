import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { rejectsWith } from "../../checkpoints/rejectsWith";
import { temporaryFolder } from "../../checkpoints/temporaryFolder";
import { copiedTokenizer, golden, idsOf, piecesOf } from "./copiedTokenizer";

const read = (name: string, file: string): Promise<string> => readFile(path.join(golden(name), file), "utf8");

describe("vocab.txt", () => {
  const folder = temporaryFolder();
  const bert = (config: object): object => ({ "tokenizer_config.json": { tokenizer_class: "BertTokenizer", ...config } });

  it("is read with small or capital letters, accents, and Chinese characters as the settings say", async () => {
    let count = 0;
    const textOf = async (config: object, text: string): Promise<string> => {
      const lines = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "é", "e", "É", "E", "你好", "你", "好"].join("\n");
      const tokenizer = await copiedTokenizer(path.join(folder(), String(count++)), "bert-cased", { "vocab.txt": `${lines}\n`, ...bert(config) });
      return (await piecesOf(tokenizer, text)).slice(1, -1).join(" ");
    };
    assert.equal(await textOf({}, "É é"), "e e");
    assert.equal(await textOf({ do_lower_case: true, strip_accents: false }, "É é"), "é é");
    assert.equal(await textOf({ do_lower_case: false }, "É é"), "É é");
    assert.equal(await textOf({ do_lower_case: false, strip_accents: true }, "É é"), "E e");
    assert.equal(await textOf({}, "你好"), "你 好");
    assert.equal(await textOf({ tokenize_chinese_chars: false }, "你好"), "你好");
    assert.equal(await textOf({ do_basic_tokenize: false }, "É  你好"), "É 你好");
  });

  it("may have Windows' line ends, and no last one", async () => {
    const text = await read("bert-cased", "vocab.txt");
    const wanted = await idsOf(await copiedTokenizer(path.join(folder(), "unix"), "bert-cased"), "Alice was late");
    assert.deepEqual(await idsOf(await copiedTokenizer(path.join(folder(), "windows"), "bert-cased", { "vocab.txt": text.replaceAll("\n", "\r\n").trimEnd() }), "Alice was late"), wanted);
  });

  it("names its special tokens otherwise where the settings do", async () => {
    const vocab = (await read("bert-cased", "vocab.txt")).replace("[CLS]", "<cls>").replace("[SEP]", "<end>").replace("[UNK]", "<unknown>");
    const tokenizer = await copiedTokenizer(folder(), "bert-cased", { "vocab.txt": vocab, ...bert({ do_lower_case: false, cls_token: "<cls>", sep_token: { content: "<end>", __type: "AddedToken" }, unk_token: "<unknown>" }) });
    assert.deepEqual(await piecesOf(tokenizer, "☃"), ["<cls>", "<unknown>", "<end>"]);
  });

  for (const [what, change, config, says] of [
    ["empty", () => "", {}, /no pieces|lacks the special token/],
    ["cut off before its special tokens", (text: string) => text.slice(0, 12), {}, /lacks the special token/],
    ["cut off within a line", (text: string) => text.slice(0, -3), { vocab_size: 1200 + 8 }, /ends within a line, after 1,200 pieces of the model's 1,208/],
    ["cut off in the middle", (text: string) => text.split("\n").slice(0, 600).join("\n") + "\n", { vocab_size: 1200 }, /has 600 pieces, and the model 1,200; it seems cut off/],
    ["a piece twice", (text: string) => `${text}the\n`, {}, /"the" is on its lines \d+ and 1201/],
    ["no UTF-8", () => Uint8Array.of(0x5b, 0xc3), {}, /not UTF-8/],
    ["a Git LFS pointer", () => "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n", {}, /lacks the special token "\[UNK\]"/],
  ] as const) {
    it(`is a problem: ${what}`, async () => {
      const problem = await rejectsWith(copiedTokenizer(folder(), "bert-cased", { "vocab.txt": change(await read("bert-cased", "vocab.txt")), "config.json": config }), "tokenizer-damaged", says);
      assert.match(problem.remedy ?? "", /Download/);
    });
  }
});

describe("vocab.json and merges.txt", () => {
  const folder = temporaryFolder();
  const gpt2 = (config: object): Record<string, object> => ({ "tokenizer_config.json": { tokenizer_class: "GPT2Tokenizer", ...config } });

  it("put a token or a space before a text where the settings say so", async () => {
    assert.deepEqual(await piecesOf(await copiedTokenizer(path.join(folder(), "1"), "gpt2", gpt2({ add_bos_token: true })), "the"), ["<|endoftext|>", "the"]);
    assert.deepEqual(await piecesOf(await copiedTokenizer(path.join(folder(), "2"), "gpt2", gpt2({ add_prefix_space: true })), "the"), ["Ġthe"]);
    assert.deepEqual(await piecesOf(await copiedTokenizer(path.join(folder(), "3"), "roberta", { "tokenizer_config.json": { tokenizer_class: "RobertaTokenizer", add_prefix_space: true } }), "the"), ["<s>", "Ġthe", "</s>"]);
  });

  it("leave no byte out that the vocabulary lacks: it is the unknown token", async () => {
    const vocab = JSON.parse(await read("gpt2", "vocab.json")) as Record<string, number>;
    delete vocab["Ā"];
    assert.deepEqual(await piecesOf(await copiedTokenizer(folder(), "gpt2", { "vocab.json": vocab }), "a\u0000b"), ["a", "<|endoftext|>", "b"]);
  });

  it("are read Qwen's way: texts composed, digits one by one, marks with the word behind them", async () => {
    const tokenizer = await copiedTokenizer(folder(), "gpt2", { "tokenizer_config.json": null, "config.json": { model_type: "qwen2" } });
    const text = "e\u0301t\u00e9 1234 (said\n\n  'LL";
    const tokens = await tokenizer.encode(text);
    assert.equal(await tokenizer.decode(tokens.map(token => token.id)), text.normalize("NFC"));
    assert.deepEqual(tokens.filter(({ text: read }) => /^\d+$/.test(read)).map(({ text: read }) => read), ["1", "2", "3", "4"]);
    assert.equal(tokens.find(({ piece }) => piece.startsWith("t"))?.range?.start, 2);
    // What ends a line is cut from the spaces that begin the next.
    const line = text.lastIndexOf("\n") + 1;
    assert.ok(!tokens.some(({ range }) => range !== null && range.start < line && range.end > line), JSON.stringify(tokens));
  });

  for (const [what, file, change, config, says] of [
    ["vocab.json cut off", "vocab.json", (text: string) => text.slice(0, 5000), {}, /vocab\.json .*not valid JSON/],
    ["vocab.json with a piece twice", "vocab.json", (text: string) => text.replace("{", '{"!": 7000, '), {}, /has "!" twice/],
    ["vocab.json with an id twice", "vocab.json", (text: string) => text.replace('"!": 0', '"!": 1'), {}, /"!" and "\\"" both have the id 1/],
    ["vocab.json with a piece without an id", "vocab.json", (text: string) => text.replace('"!": 0', '"!": "0"'), {}, /the id of "!" is "0"/],
    ["vocab.json with half of the model's pieces", "vocab.json", (text: string) => text, { vocab_size: 2000 }, /has 957 pieces, and the model 2,000/],
    ["merges.txt cut off within a line", "merges.txt", (text: string) => text.slice(0, text.indexOf("\n", 2000) + 3), {}, /merges\.txt .*line \d+/],
    ["merges.txt cut off between lines", "merges.txt", (text: string) => text.slice(0, text.indexOf("\n", 2000) + 1), {}, /its merges make \d+ of the 7\d\d longer pieces of vocab\.json; it seems cut off/],
    ["merges.txt empty", "merges.txt", () => "#version: 0.2\n", {}, /its merges make 0 of/],
    ["merges.txt with an unknown piece", "merges.txt", (text: string) => `${text}Ġ☃ x\n`, {}, /line 702 needs the piece "Ġ☃", which vocab\.json does not have/],
    ["merges.txt with an unknown result", "merges.txt", (text: string) => `${text}! !\n`, {}, /needs the piece "!!"/],
    ["merges.txt with three pieces in a line", "merges.txt", (text: string) => `${text}a b c\n`, {}, /line 702 is "a b c", and not two pieces/],
    ["merges.txt with a merge twice", "merges.txt", (text: string) => `${text}Ġ t\n`, {}, /"Ġ t" is there twice/],
  ] as const) {
    it(`are a problem: ${what}`, async () => {
      const problem = await rejectsWith(copiedTokenizer(folder(), "gpt2", { [file]: change(await read("gpt2", file)), "config.json": config }), "tokenizer-damaged", says);
      assert.match(problem.remedy ?? "", /Download/);
    });
  }
});
