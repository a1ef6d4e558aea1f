import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";

import { byteTokenizer } from "../../../src/runtime/tokens/byteTokenizer";
import { openTokenizer } from "../../../src/runtime/tokens/openTokenizer";
import type { Tokenizer } from "../../../src/runtime/tokens/tokenizer";
import { rejectsWith } from "../checkpoints/rejectsWith";
import { seededRandom } from "../checkpoints/seededRandom";
import { temporaryFolder } from "../checkpoints/temporaryFolder";

const golden = (name: string): Promise<Tokenizer> => inFolder(path.resolve("test/golden/tokenizers", name));
const starter = (): Promise<Tokenizer> => inFolder(path.resolve("models/starter-llama"));
function inFolder(folder: string): Promise<Tokenizer> {
  return openTokenizer({ folder, files: new Set(["tokenizer.json"]), config: {} });
}

/** Tokens as `text@start-end`, without a range as `text`. */
async function shown(tokenizer: Tokenizer, text: string): Promise<string[]> {
  return (await tokenizer.encode(text)).map(token => (token.range === null ? token.text : `${token.text}@${token.range.start}-${token.range.end}`));
}

describe("a tokenizer", () => {
  const folder = temporaryFolder();
  const file = (): string => path.join(folder(), "tokenizer.json");
  /** A tokenizer of bytes with changes made to its file. */
  async function changed(changes: Record<string, unknown>): Promise<Tokenizer> {
    await writeFile(file(), JSON.stringify({ ...byteTokenizer(300, 299), ...changes }));
    return inFolder(folder());
  }

  describe("gives each token its text", () => {
    it("also where several share a character", async () => {
      assert.deepEqual(await shown(await starter(), "a 😀b"), ["<s>", "a@0-1", " @1-2", "⟨F0⟩@2-4", "⟨9F⟩@2-4", "⟨98⟩@2-4", "⟨80⟩@2-4", "b@4-5"]);
    });

    it("where it normalises: case, accents, composition", async () => {
      assert.deepEqual(await shown(await golden("bert-uncased"), "É e\u0301 \u{1F642} A"), ["[CLS]", "e@0-1", "e@2-3", "[UNK]@5-7", "a@8-9", "[SEP]"]);
    });

    it("where special tokens stand in the text", async () => {
      const tokens = await (await starter()).encode("a<|endoftext|>b");
      assert.deepEqual(tokens.map(({ text, special, range }) => [text, special, range && [range.start, range.end]]), [
        ["<s>", true, null],
        ["a", false, [0, 1]],
        ["<|endoftext|>", true, [1, 14]],
        ["b", false, [14, 15]],
      ]);
    });

    it("where the text has lone surrogates: as U+FFFD, nothing shifted", async () => {
      const tokens = await (await starter()).encode("\ud83dx\ude00 y😀\ud800");
      const byText = (text: string): unknown => tokens.find(token => token.text === text)?.range;
      assert.deepEqual(byText("x"), { start: 1, end: 2 });
      assert.deepEqual(byText(" y"), { start: 3, end: 5 });
      assert.deepEqual(tokens.slice(1, 4).map(({ range }) => range), Array(3).fill({ start: 0, end: 1 }));
      assert.deepEqual(tokens.at(-1)?.range, { start: 7, end: 8 });
    });

    it("and adds none when plain tokens are asked for", async () => {
      const tokenizer = await starter();
      const [first, ...rest] = await tokenizer.encode("Once upon a time");
      assert.equal(first?.text, "<s>");
      assert.deepEqual(await tokenizer.encodePlain("Once upon a time"), rest);
      assert.deepEqual(await tokenizer.encodePlain(""), []);
      assert.deepEqual((await tokenizer.encode("")).map(token => token.text), ["<s>"]);
    });

    it("whatever the text: ranges in order, whole characters, nothing of the text left out", async () => {
      const random = seededRandom(11);
      const alphabet = ["a", "the ", " ", "\n", "\r\n", "\t", "7", "é", "e\u0301", "你", "👩‍👩‍👧", "😀", "\ud83d", "\ude00", "\u0000", "<|endoftext|>", "function ", "\uFEFF", "ﬁ", "\u200d"];
      for (const tokenizer of [await starter(), await golden("gpt2"), await golden("llama3-split"), await changed({})]) {
        for (let round = 0; round < 150; round++) {
          const text = Array.from({ length: random(30) }, () => alphabet[random(alphabet.length)]).join("");
          let end = 0;
          let start = 0;
          for (const { range } of await tokenizer.encodePlain(text)) {
            assert.ok(range !== null && range.start <= end && range.start >= start && range.end >= end, `${JSON.stringify(text)}: ${JSON.stringify(range)} after ${start}-${end}`);
            ({ start } = range);
            ({ end } = range);
            for (const edge of [start, end]) assert.ok(!/^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(edge - 1, edge + 1)), `${JSON.stringify(text)} is cut at ${edge}`);
          }
          assert.equal(end, text.length, JSON.stringify(text));
        }
      }
    });
  });

  it("decodes what it encoded", async () => {
    const tokenizer = await starter();
    const text = "if (x < 0) {\r\n\treturn '😀 é 你好';\n}  ";
    const ids = (await tokenizer.encode(text)).map(token => token.id);
    assert.equal(await tokenizer.decode(ids), `<s>${text}`);
    assert.equal(await tokenizer.decode(ids, { skipSpecial: true }), text);
    assert.equal(await tokenizer.decode([]), "");
    assert.equal(await tokenizer.decode([5_000_000]), "");
  });

  it("knows its tokens by id, and shows ids outside its vocabulary by number", async () => {
    const tokenizer = await starter();
    assert.deepEqual(tokenizer.token(1), { piece: "<s>", text: "<s>", special: true });
    assert.deepEqual(tokenizer.token(453), { piece: "Ġh", text: " h", special: false });
    assert.deepEqual(tokenizer.token(2048), { piece: "", text: "⟨id 2048⟩", special: false });
    assert.equal(tokenizer.vocabulary, 2048);
    assert.equal(tokenizer.about, "BPE, 2,048 tokens");
  });

  it("neither cuts nor pads, whatever its file says", async () => {
    const tokenizer = await changed({
      truncation: { direction: "Right", max_length: 4, strategy: "LongestFirst", stride: 0 },
      padding: { strategy: { Fixed: 50 }, direction: "Right", pad_to_multiple_of: null, pad_id: 0, pad_type_id: 0, pad_token: "x" },
    });
    assert.equal((await tokenizer.encode("0123456789")).length, 10);
  });

  describe("of a million characters leaves the event loop free", () => {
    for (const [what, text] of [
      ["words", "The quick brown fox jumps over the lazy dog. ".repeat(22_223).slice(0, 1_000_000)],
      ["without a space", Array.from({ length: 1_000_000 }, (_, i) => String.fromCharCode(97 + ((i * 7919) % 26))).join("")],
      ["emoji", "😀".repeat(500_000)],
    ] as const) {
      it(what, async () => {
        const tokenizer = await starter();
        const delay = monitorEventLoopDelay({ resolution: 5 });
        delay.enable();
        const started = performance.now();
        const tokens = await tokenizer.encode(text);
        const whole = performance.now() - started;
        delay.disable();
        assert.deepEqual(tokens.at(-1)?.range?.end, text.length);
        // A share, as a loaded machine makes both longer: it is 4 to 7 % on an idle one, and 100 % if nothing else gets its turn.
        assert.ok(delay.max / 1e6 < whole / 3, `held for ${Math.round(delay.max / 1e6)} ms of ${Math.round(whole)}`);
      });
    }
  });

  describe("that cannot be used is a problem", () => {
    it("missing", async () => {
      const problem = await rejectsWith(openTokenizer({ folder: folder(), files: new Set(["config.json"]), config: {} }), "tokenizer-missing", /no tokenizer\.json/);
      assert.match(problem.remedy ?? "", /AutoTokenizer/);
    });

    it("removed since the folder was opened", async () => {
      await rejectsWith(inFolder(folder()), "model-gone", /tokenizer\.json does not exist/);
    });

    for (const [what, content] of [
      ["empty", ""],
      ["no JSON", "{"],
      ["another JSON", '{"a":1}'],
      ["no model", JSON.stringify({ ...byteTokenizer(256), model: null })],
      ["a merge of unknown pieces", JSON.stringify({ ...byteTokenizer(256), model: { ...(byteTokenizer(256)["model"] as object), merges: ["xx yy"] } })],
      ["an unknown normaliser", JSON.stringify({ ...byteTokenizer(256), normalizer: { type: "Unheard" } })],
      ["a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\n"],
      ["50,000 levels", `{"model":${"[".repeat(50_000)}${"]".repeat(50_000)}}`],
    ] as const) {
      it(`damaged: ${what}`, async () => {
        await writeFile(file(), content);
        await rejectsWith(inFolder(folder()), "tokenizer-damaged", /tokenizer\.json is not a tokenizer that can be used: ./);
      });
    }

    it("damaged: its template uses a special token that it does not define", async () => {
      const sequence = { Sequence: { id: "A", type_id: 0 } };
      const template = (defined: object): object => ({ type: "TemplateProcessing", single: [{ SpecialToken: { id: "<bos>", type_id: 0 } }, sequence], pair: [sequence, { Sequence: { id: "B", type_id: 1 } }], special_tokens: defined });
      const bos = { "<bos>": { id: "<bos>", ids: [299], tokens: ["<bos>"] } };
      assert.deepEqual((await (await changed({ post_processor: template(bos) })).encode("")).map(token => token.id), [299]);
      await rejectsWith(changed({ post_processor: template({}) }), "tokenizer-damaged", /"<bos>", which it does not define/);
      await rejectsWith(changed({ post_processor: { type: "Sequence", processors: [template({})] } }), "tokenizer-damaged", /"<bos>"/);
    });
  });
});
