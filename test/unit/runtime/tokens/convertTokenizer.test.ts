import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { rejectsWith } from "../../checkpoints/rejectsWith";
import { temporaryFolder } from "../../checkpoints/temporaryFolder";
import { changedTokenizer, copiedTokenizer, golden, idsOf, piecesOf } from "./copiedTokenizer";

describe("a folder without tokenizer.json", () => {
  const folder = temporaryFolder();
  const text = "Alice was beginning to get very tired";

  describe("is read the way of the class", () => {
    const none = { "tokenizer_config.json": null };
    for (const [what, name, changes] of [
      ["named in tokenizer_config.json", "roberta", { "tokenizer_config.json": { tokenizer_class: "RobertaTokenizer" } }],
      ["named there with its Fast ending", "roberta", { "tokenizer_config.json": { tokenizer_class: "BartTokenizerFast" } }],
      ["named in config.json", "roberta", { ...none, "config.json": { model_type: "gpt2", tokenizer_class: "RobertaTokenizer" } }],
      ["of the model's type", "roberta", { ...none, "config.json": { model_type: "bart" } }],
      ["of the model's type, where the class is that of any tokenizer.json", "roberta", { "tokenizer_config.json": { tokenizer_class: "PreTrainedTokenizerFast" }, "config.json": { model_type: "roberta" } }],
      ["of the model's type: BERT", "bert-uncased", { ...none, "config.json": { model_type: "bert" } }],
      ["of the model's type: DistilBERT", "bert-uncased", { ...none, "config.json": { model_type: "distilbert" } }],
      ["of the model's type: GPT-2", "gpt2", { ...none, "config.json": { model_type: "gpt2" } }],
      ["of the model's type: GPT", "openai-gpt", { ...none, "config.json": { model_type: "openai-gpt" } }],
      ["of the model's type: T5", "t5", { ...none, "config.json": { model_type: "t5" } }],
      ["of the model's type: Llama", "llama", { ...none, "config.json": { model_type: "llama" } }],
      ["of the model's type: Mistral", "llama", { ...none, "config.json": { model_type: "mistral" } }],
      ["of the model's type: Marian", "marian", { ...none, "config.json": { model_type: "marian" } }],
    ] as const) {
      it(what, async () => {
        const wanted = await idsOf(await copiedTokenizer(path.join(folder(), "as-it-is"), name), text);
        assert.ok(wanted.length > 3);
        assert.deepEqual(await idsOf(await copiedTokenizer(path.join(folder(), "changed"), name, changes), text), wanted);
      });
    }
  });

  describe("is a problem that says how to save one", () => {
    it("with no vocabulary at all", async () => {
      const problem = await rejectsWith(changedTokenizer(folder(), { "config.json": { model_type: "gpt2" } }), "tokenizer-missing", /no tokenizer\.json, and no vocabulary/);
      assert.match(problem.remedy ?? "", /save_pretrained/);
    });

    it("of a class that is not known", async () => {
      const problem = await rejectsWith(copiedTokenizer(folder(), "t5", { "tokenizer_config.json": { tokenizer_class: "XLNetTokenizer" } }), "tokenizer-missing", /its spiece\.model cannot be read the way of XLNetTokenizer/);
      assert.match(problem.remedy ?? "", /save_pretrained/);
    });

    it("where nothing says what its files are", async () => {
      await rejectsWith(copiedTokenizer(folder(), "gpt2", { "tokenizer_config.json": null, "config.json": { model_type: "bloom" } }), "tokenizer-missing", /says how its files are read/);
    });

    for (const [name, file] of [
      ["gpt2", "merges.txt"],
      ["gpt2", "vocab.json"],
      ["openai-gpt", "merges.txt"],
      ["marian", "vocab.json"],
      ["marian", "target.spm"],
      ["marian", "source.spm"],
    ] as const) {
      it(`${name} without ${file}`, async () => {
        const problem = await rejectsWith(copiedTokenizer(folder(), name, { [file]: null }), "tokenizer-missing", new RegExp(`has no ${file.replace(".", "\\.")}`));
        assert.match(problem.remedy ?? "", new RegExp(`Download ${file}`));
      });
    }

    it("whose vocabulary is another class's file", async () => {
      await rejectsWith(copiedTokenizer(folder(), "t5", { "tokenizer_config.json": { tokenizer_class: "BertTokenizer" } }), "tokenizer-missing", /no vocab\.txt/);
    });
  });

  describe("with a damaged tokenizer.json", () => {
    it("is a problem, whatever lies beside it", async () => {
      await rejectsWith(copiedTokenizer(folder(), "gpt2", { "tokenizer.json": "{" }), "tokenizer-damaged", /tokenizer\.json is not a tokenizer/);
    });

    it("says where a merge names what the vocabulary does not have", async () => {
      const file = JSON.parse(await readFile(path.join(golden("gpt2"), "tokenizer.json"), "utf8")) as { model: { merges: string[] } };
      file.model.merges[5] = "Ġ nowhere-to-be-found";
      const problem = await rejectsWith(changedTokenizer(folder(), { "tokenizer.json": file }), "tokenizer-damaged", /Merges|nowhere-to-be-found/i);
      assert.match(problem.remedy ?? "", /Download the file again/);
    });
  });

  it("honours the settings of its special tokens, old form and new", async () => {
    const added = { "<|user|>": 957, "<|mark|>": 958 };
    const old = await copiedTokenizer(path.join(folder(), "old"), "gpt2", { "added_tokens.json": added, "special_tokens_map.json": { additional_special_tokens: ["<|user|>"], pad_token: { content: "<|pad|>", lstrip: true, rstrip: false, normalized: false, single_word: false } } });
    assert.equal(old.vocabulary, 960);
    assert.deepEqual((await old.encode("a <|pad|><|user|><|mark|>")).slice(1).map(({ id, piece, special, range }) => [id, piece, special, range]), [
      [959, "<|pad|>", true, { start: 1, end: 9 }],
      [957, "<|user|>", true, { start: 9, end: 17 }],
      [958, "<|mark|>", false, { start: 17, end: 25 }],
    ]);
    assert.equal(await old.decode([64, 957, 958, 64], { skipSpecial: true }), "a<|mark|>a");

    const decoder = { 956: { content: "<|endoftext|>", special: true }, 960: { content: "<|user|>", special: true, rstrip: true } };
    // What this file says does not count beside added_tokens_decoder.
    const ignored = { "added_tokens.json": added, "special_tokens_map.json": { pad_token: "!" } };
    const recent = await copiedTokenizer(path.join(folder(), "new"), "gpt2", { ...ignored, "tokenizer_config.json": { tokenizer_class: "GPT2Tokenizer", added_tokens_decoder: decoder } });
    assert.deepEqual((await recent.encode("<|user|>  a!")).map(({ id, special }) => [id, special]), [[960, true], [64, false], [0, false]]);
  });

  for (const [what, name, changes, says] of [
    ["tokenizer_config.json is cut off", "gpt2", { "tokenizer_config.json": '{"tokenizer_class": "GPT2' }, /tokenizer_config\.json .*valid JSON/],
    ["tokenizer_config.json is a list", "gpt2", { "tokenizer_config.json": "[]" }, /holds no JSON object/],
    ["added_tokens.json gives one id to two", "gpt2", { "added_tokens.json": { a1: 957, b1: 957 } }, /"a1" and "b1" both have the id 957/],
    ["added_tokens.json gives the id of a piece", "gpt2", { "added_tokens.json": { "<|user|>": 3 } }, /"<\|user\|>" the id 3, which "\$" has/],
    ["added_tokens.json gives a piece another id", "gpt2", { "added_tokens.json": { $: 2000 } }, /"\$" the id 2000, and its vocabulary the id 3/],
    ["added_tokens.json gives no id", "gpt2", { "added_tokens.json": { "<|user|>": "957" } }, /has no id, but "957"/],
    ["a special token is no text", "gpt2", { "tokenizer_config.json": { tokenizer_class: "GPT2Tokenizer", bos_token: 5 } }, /bos_token is 5, and no token/],
    ["an option is no flag", "gpt2", { "tokenizer_config.json": { tokenizer_class: "GPT2Tokenizer", add_prefix_space: "yes" } }, /add_prefix_space is "yes"/],
    ["a needed special token is null", "bert-cased", { "tokenizer_config.json": { tokenizer_class: "BertTokenizer", sep_token: null } }, /no sep_token/],
    ["bytes are to be decoded otherwise", "gpt2", { "tokenizer_config.json": { tokenizer_class: "GPT2Tokenizer", errors: "strict" } }, /its errors is "strict", which is not supported/],
    ["words are never to be split", "bert-cased", { "tokenizer_config.json": { tokenizer_class: "BertTokenizer", never_split: ["x"] } }, /never_split/],
    ["pieces are to be sampled", "t5", { "tokenizer_config.json": { tokenizer_class: "T5Tokenizer", sp_model_kwargs: { enable_sampling: true } } }, /sp_model_kwargs/],
    ["special tokens are to be split", "t5", { "tokenizer_config.json": { tokenizer_class: "T5Tokenizer", split_special_tokens: true } }, /split_special_tokens/],
  ] as const) {
    it(`is a problem where ${what}`, async () => {
      const problem = await rejectsWith(copiedTokenizer(folder(), name, changes), "tokenizer-damaged", says);
      assert.ok(problem.remedy);
    });
  }

  it("decodes ids that stand for nothing as nothing", async () => {
    for (const name of ["gpt2", "bert-cased", "t5", "llama", "openai-gpt", "roberta", "marian"]) {
      const tokenizer = await copiedTokenizer(path.join(folder(), name), name);
      assert.equal(await tokenizer.decode([5_000_000]), "", name);
      assert.equal(tokenizer.token(5_000_000).text, "⟨id 5000000⟩", name);
      assert.deepEqual(await tokenizer.encodePlain(""), [], name);
      assert.equal(tokenizer.forTarget === tokenizer, name !== "marian");
      assert.ok((await piecesOf(tokenizer, "a")).length > 0);
    }
  });
});
