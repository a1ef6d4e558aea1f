import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { CompletionRequest } from "../../../../src/protocol/completion";
import { LibraryTokenizer } from "../../../../src/runtime/tokens/libraryTokenizer";
import { golden } from "../tokens/copiedTokenizer";
import { bytesWith, layoutOf, promptOf, spelt, type FakeModel } from "./fakes";

const STARCODER = ["<fim_prefix>", "<fim_suffix>", "<fim_middle>", "<fim_pad>", "<filename>", "<reponame>"];
const STARCODER2 = ["<fim_prefix>", "<fim_suffix>", "<fim_middle>", "<fim_pad>", "<file_sep>", "<repo_name>"];
const FILE = { name: "src/own.ts", project: "lens" };
const QWEN = ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|fim_pad|>", "<|file_sep|>", "<|repo_name|>"];
/** Of this project's tokenizer. */
const OWN = ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|file_sep|>"];
const CODEQWEN = ["<fim_prefix>", "<fim_suffix>", "<fim_middle>", "<fim_pad>", "<file_sep>", "<reponame>"];
const SANTACODER = ["<fim-prefix>", "<fim-suffix>", "<fim-middle>", "<fim-pad>"];
const DEEPSEEK = ["<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>", "<｜end▁of▁sentence｜>"];
const CODE = { prefix: "use;\nlet a = ", suffix: " + 1;\nlet b;" };
const NEIGHBOURS = [{ name: "near.ts", text: "export const near = 1;" }, { name: "far.ts", text: "export const far = 2;" }];

describe("How a model is asked for what stands at the cursor", () => {
  const CASES: readonly { readonly model: FakeModel; readonly tokens: readonly string[]; readonly alone: string; readonly beside: string; readonly named: string; readonly both: string; readonly atEnd: string }[] = [
    {
      model: { name: "bigcode/starcoder2-3b" },
      tokens: STARCODER2,
      alone: "<fim_prefix>use;\n<fim_suffix> + 1;\nlet b;<fim_middle>let a = ",
      beside: "<file_sep>far.ts\nexport const far = 2;<file_sep>near.ts\nexport const near = 1;<file_sep><fim_prefix>use;\n<fim_suffix> + 1;\nlet b;<fim_middle>let a = ",
      named: "<repo_name>lens<file_sep><fim_prefix>src/own.ts\nuse;\n<fim_suffix> + 1;\nlet b;<fim_middle>let a = ",
      both: "<repo_name>lens<file_sep>far.ts\nexport const far = 2;<file_sep>near.ts\nexport const near = 1;<file_sep><fim_prefix>src/own.ts\nuse;\n<fim_suffix> + 1;\nlet b;<fim_middle>let a = ",
      atEnd: "<repo_name>lens<file_sep>src/own.ts\nuse;\nlet a = ",
    },
    {
      model: { name: "bigcode/starcoderbase-1b", config: { model_type: "gpt_bigcode" } },
      tokens: STARCODER,
      alone: "<fim_prefix>use;\n<fim_suffix> + 1;\nlet b;<fim_middle>let a = ",
      beside: "<fim_prefix>// far.ts\nexport const far = 2;\n// near.ts\nexport const near = 1;\nuse;\n<fim_suffix> + 1;\nlet b;<fim_middle>let a = ",
      named: "<fim_prefix><reponame>lens<filename>src/own.ts\nuse;\n<fim_suffix> + 1;\nlet b;<fim_middle>let a = ",
      both: "<fim_prefix><reponame>lens<filename>src/own.ts\n// far.ts\nexport const far = 2;\n// near.ts\nexport const near = 1;\n// src/own.ts\nuse;\n<fim_suffix> + 1;\nlet b;<fim_middle>let a = ",
      atEnd: "<reponame>lens<filename>src/own.ts\nuse;\nlet a = ",
    },
    {
      model: { name: "Qwen/Qwen2.5-Coder-0.5B" },
      tokens: QWEN,
      alone: "<|fim_prefix|>use;\n<|fim_suffix|> + 1;\nlet b;<|fim_middle|>let a = ",
      beside: "<|file_sep|>far.ts\nexport const far = 2;\n<|file_sep|>near.ts\nexport const near = 1;\n<|file_sep|><|fim_prefix|>use;\n<|fim_suffix|> + 1;\nlet b;<|fim_middle|>let a = ",
      named: "<|repo_name|>lens\n<|file_sep|>src/own.ts\n<|fim_prefix|>use;\n<|fim_suffix|> + 1;\nlet b;<|fim_middle|>let a = ",
      both: "<|repo_name|>lens\n<|file_sep|>far.ts\nexport const far = 2;\n<|file_sep|>near.ts\nexport const near = 1;\n<|file_sep|>src/own.ts\n<|fim_prefix|>use;\n<|fim_suffix|> + 1;\nlet b;<|fim_middle|>let a = ",
      atEnd: "<|repo_name|>lens\n<|file_sep|>src/own.ts\nuse;\nlet a = ",
    },
    {
      model: { name: "Qwen/CodeQwen1.5-7B" },
      tokens: CODEQWEN,
      alone: "<fim_prefix>use;\n<fim_suffix> + 1;\nlet b;<fim_middle>let a = ",
      beside: "<file_sep>far.ts\nexport const far = 2;\n<file_sep>near.ts\nexport const near = 1;\n<file_sep><fim_prefix>use;\n<fim_suffix> + 1;\nlet b;<fim_middle>let a = ",
      named: "<reponame>lens\n<file_sep>src/own.ts\n<fim_prefix>use;\n<fim_suffix> + 1;\nlet b;<fim_middle>let a = ",
      both: "<reponame>lens\n<file_sep>far.ts\nexport const far = 2;\n<file_sep>near.ts\nexport const near = 1;\n<file_sep>src/own.ts\n<fim_prefix>use;\n<fim_suffix> + 1;\nlet b;<fim_middle>let a = ",
      atEnd: "<reponame>lens\n<file_sep>src/own.ts\nuse;\nlet a = ",
    },
    {
      model: { name: "bigcode/santacoder" },
      tokens: SANTACODER,
      alone: "<fim-prefix>use;\n<fim-suffix> + 1;\nlet b;<fim-middle>let a = ",
      beside: "<fim-prefix>// far.ts\nexport const far = 2;\n// near.ts\nexport const near = 1;\nuse;\n<fim-suffix> + 1;\nlet b;<fim-middle>let a = ",
      named: "<fim-prefix>use;\n<fim-suffix> + 1;\nlet b;<fim-middle>let a = ",
      both: "<fim-prefix>// far.ts\nexport const far = 2;\n// near.ts\nexport const near = 1;\n// src/own.ts\nuse;\n<fim-suffix> + 1;\nlet b;<fim-middle>let a = ",
      atEnd: "use;\nlet a = ",
    },
    {
      model: { name: "deepseek-ai/deepseek-coder-1.3b-base" },
      tokens: DEEPSEEK,
      alone: "<｜fim▁begin｜>use;\n<｜fim▁hole｜> + 1;\nlet b;<｜fim▁end｜>let a = ",
      beside: "<｜fim▁begin｜>// far.ts\nexport const far = 2;\n// near.ts\nexport const near = 1;\nuse;\n<｜fim▁hole｜> + 1;\nlet b;<｜fim▁end｜>let a = ",
      named: "<｜fim▁begin｜>// src/own.ts\nuse;\n<｜fim▁hole｜> + 1;\nlet b;<｜fim▁end｜>let a = ",
      both: "<｜fim▁begin｜>// far.ts\nexport const far = 2;\n// near.ts\nexport const near = 1;\n// src/own.ts\nuse;\n<｜fim▁hole｜> + 1;\nlet b;<｜fim▁end｜>let a = ",
      atEnd: "// src/own.ts\nuse;\nlet a = ",
    },
    {
      model: { name: "own", config: { fill_in_the_middle: "suffix_first" } },
      tokens: OWN,
      alone: "<|fim_prefix|><|fim_suffix|> + 1;\nlet b;<|fim_middle|>use;\nlet a = ",
      beside: "<|file_sep|>far.ts\nexport const far = 2;\n<|file_sep|>near.ts\nexport const near = 1;\n<|file_sep|><|fim_prefix|><|fim_suffix|> + 1;\nlet b;<|fim_middle|>use;\nlet a = ",
      named: "<|file_sep|>src/own.ts\n<|fim_prefix|><|fim_suffix|> + 1;\nlet b;<|fim_middle|>use;\nlet a = ",
      both: "<|file_sep|>far.ts\nexport const far = 2;\n<|file_sep|>near.ts\nexport const near = 1;\n<|file_sep|>src/own.ts\n<|fim_prefix|><|fim_suffix|> + 1;\nlet b;<|fim_middle|>use;\nlet a = ",
      atEnd: "<|file_sep|>src/own.ts\nuse;\nlet a = ",
    },
    {
      model: { name: "gpt2" },
      tokens: [],
      alone: "use;\nlet a = ",
      beside: "// far.ts\nexport const far = 2;\n// near.ts\nexport const near = 1;\nuse;\nlet a = ",
      named: "use;\nlet a = ",
      both: "// far.ts\nexport const far = 2;\n// near.ts\nexport const near = 1;\n// src/own.ts\nuse;\nlet a = ",
      atEnd: "use;\nlet a = ",
    },
  ];
  for (const { model, tokens, alone, beside, named, both, atEnd } of CASES) {
    it(`${model.name}: its own tokens in its own order, neighbours and names as it knows files`, async () => {
      const tokenizer = bytesWith(tokens);
      const asked = async (change: Partial<CompletionRequest>): Promise<string> => {
        const prompt = await promptOf(model, tokenizer, { ...CODE, ...change });
        assert.equal(spelt(prompt), prompt.prompt.text);
        prompt.prompt.places.forEach((place, i) => assert.ok(place === null || `${CODE.prefix}${change.suffix ?? CODE.suffix}`.startsWith(prompt.prompt.tokens[i]?.text ?? "?", place)));
        for (const { of, from, range } of prompt.prompt.parts) {
          const source = { before: CODE.prefix, behind: CODE.suffix, neighbour: null, name: null }[of];
          if (source !== null) assert.equal(prompt.prompt.text.slice(range.start, range.end), source.slice(from, from + range.end - range.start));
        }
        return spelt(prompt);
      };
      assert.equal(await asked({}), alone);
      assert.equal(await asked({ neighbours: NEIGHBOURS }), beside);
      assert.equal(await asked({ file: FILE }), named);
      assert.equal(await asked({ file: FILE, neighbours: NEIGHBOURS }), both);
      assert.equal(await asked({ file: FILE, suffix: "\n" }), atEnd);
    });
  }

  it("a name that would take much of the prompt is not told, nor a project that has none", async () => {
    const tokenizer = bytesWith(QWEN);
    const asked = async (name: string, project: string | null, contextTokens: number): Promise<string> => spelt(await promptOf({ name: "Qwen2.5-Coder" }, tokenizer, { ...CODE, file: { name, project }, contextTokens }));
    assert.match(await asked("a.ts", null, 400), /^<\|file_sep\|>a\.ts\n<\|fim_prefix\|>/);
    assert.match(await asked("deep/".repeat(12), "lens", 400), /^<\|fim_prefix\|>/);
  });

  it("a file's name is a comment of its own language where models have seen it so", async () => {
    const asked = async (name: string, language: string, contextTokens = 400): Promise<string> => spelt(await promptOf({ name: "deepseek-coder-1.3b-base" }, bytesWith(DEEPSEEK), { ...CODE, language, file: { name, project: "lens" }, contextTokens }));
    assert.match(await asked("own.py", "python"), /^<｜fim▁begin｜># own\.py\nuse;\n<｜fim▁hole｜>/);
    assert.match(await asked("own.html", "html"), /^<｜fim▁begin｜><!-- own\.html -->\nuse;\n<｜fim▁hole｜>/);
    assert.match(await asked("deep/".repeat(12), "python"), /^<｜fim▁begin｜>use;\n<｜fim▁hole｜>/);
  });

  it("Code Llama: the text before the cursor may begin with a space, the one behind it does not", async () => {
    const json = JSON.parse(readFileSync(path.join(golden("llama"), "tokenizer.json"), "utf8")) as { added_tokens: object[]; model: { vocab: Record<string, number> } };
    const first = Object.keys(json.model.vocab).length;
    const pieces = ["▁<PRE>", "▁<SUF>", "▁<MID>", "▁<EOT>"];
    pieces.forEach((content, i) => {
      json.model.vocab[content] = first + i;
      json.added_tokens.push({ id: first + i, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true });
    });
    const tokenizer = LibraryTokenizer.of(JSON.stringify(json));
    const layout = await layoutOf({ name: "codellama/CodeLlama-7b-hf" }, tokenizer);
    assert.ok(layout.kind === "middle");
    assert.deepEqual([layout.prefix, layout.suffix, layout.middle], [first, first + 1, first + 2]);
    assert.ok(layout.ends.includes(first + 3));
    const prompt = await promptOf({ name: "codellama/CodeLlama-7b-hf" }, tokenizer, { prefix: "the sun\nthe", suffix: "the sea" });
    const texts = prompt.prompt.tokens.map(({ piece }) => piece);
    assert.equal(texts.join(""), "<s>▁<PRE>▁the▁sun<0x0A>▁<SUF>the▁sea▁<MID>".replace("<0x0A>", texts.find(piece => /0x0A|\n/.test(piece)) ?? "?"));
    assert.equal(Buffer.from(prompt.typed).toString("utf8"), "the");
  });

  it("tokens in the vocabulary prove nothing: a name, a type or the config does", async () => {
    const kind = async (model: FakeModel, tokens: readonly string[]): Promise<string> => (await layoutOf(model, bytesWith(tokens))).kind;
    assert.equal(await kind({ name: "Qwen/Qwen2.5-0.5B" }, QWEN), "prefix");
    assert.equal(await kind({ name: "starter-llama" }, QWEN), "prefix");
    assert.equal(await kind({ name: "starter-llama", config: { fill_in_the_middle: true } }, QWEN), "middle");
    assert.equal(await kind({ name: "Qwen2.5-Coder-0.5B", config: { fill_in_the_middle: false } }, QWEN), "prefix");
    assert.equal(await kind({ name: "mine", config: { _name_or_path: "Qwen/Qwen2.5-Coder-0.5B" } }, QWEN), "middle");
    assert.equal(await kind({ name: "mine", config: { model_type: "gpt_bigcode" } }, STARCODER), "middle");
    assert.equal(await kind({ name: "starcoder" }, STARCODER.slice(0, 2)), "prefix");
    assert.equal(await kind({ name: "codellama/CodeLlama-34b-hf" }, ["▁<PRE>", "▁<SUF>", "▁<MID>"]), "prefix");
    assert.equal(await kind({ name: "codellama/CodeLlama-70b-hf" }, ["▁<PRE>", "▁<SUF>", "▁<MID>"]), "middle");
    assert.equal(await kind({ name: "codellama/CodeLlama-70b-Python-hf" }, ["▁<PRE>", "▁<SUF>", "▁<MID>"]), "prefix");
  });

  it("signs that close behind the cursor are the editor's: the model does not read them, and they change nothing", async () => {
    const texts = await Promise.all([";\nb", ");\nb", '")}; \nb', "\nb"].map(async suffix => spelt(await promptOf({ name: "Qwen2.5-Coder" }, bytesWith(QWEN), { prefix: "a;\nf(", suffix })).replace(/ ?\n/, "\n")));
    assert.deepEqual(new Set(texts), new Set(["<|fim_prefix|>a;\n<|fim_suffix|>\nb<|fim_middle|>f("]));
    assert.equal((await promptOf({ name: "Qwen2.5-Coder" }, bytesWith(QWEN), { prefix: "f(", suffix: ")" })).layout.kind, "prefix");
  });

  it("without anything behind the cursor there is no middle", async () => {
    const prompt = await promptOf({ name: "Qwen2.5-Coder" }, bytesWith(QWEN), { prefix: "let a", suffix: "\n  \n" });
    assert.equal(prompt.layout.kind, "prefix");
    assert.equal(spelt(prompt), "let a");
  });

  it("a document that spells the layout's tokens is read as the characters it is", async () => {
    const { prompt } = await promptOf({ name: "Qwen2.5-Coder" }, bytesWith(QWEN), { prefix: 'a = "<|fim_suffix|>" + "<|fim_middle|>"\nc', suffix: "b<|file_sep|>" });
    assert.deepEqual(prompt.tokens.filter(({ special }) => special).map(({ text }) => text), ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"]);
    assert.equal(prompt.text, '<|fim_prefix|>a = "<|fim_suffix|>" + "<|fim_middle|>"\n<|fim_suffix|>b<|file_sep|><|fim_middle|>c');
    for (const { range, text, special } of prompt.tokens) if (range && !special) assert.equal(prompt.text.slice(range.start, range.end), text);
  });
});
