import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readAgain } from "../../../../src/runtime/completion/readAgain";
import { readTokens } from "../../../../src/runtime/completion/readTokens";
import { seededRandom } from "../../../../src/runtime/decoding/random";
import { openTokenizerOf } from "../../../../src/runtime/tokens/openTokenizer";
import { STARTER } from "../starter";
import { golden } from "../tokens/copiedTokenizer";

const CODE = readFileSync(`${__dirname}/../../../../src/runtime/generation/branchingModel.ts`, "utf8").slice(0, 4000);
const PROSE = "Größe, naïveté 🐈 und ☃ — \t„so“ …\n\n    " + "12345 67890 aaaaaaaaaaaaaaaa    \n".repeat(3);
const FOLDERS: Readonly<Record<string, string>> = { starter: STARTER, ...Object.fromEntries(["gpt2", "llama", "llama3-split", "bloom-split", "gpt_neox", "openai-gpt", "t5"].map(name => [name, golden(name)])) };

describe("Reading a text again that somebody works on", () => {
  for (const [name, folder] of Object.entries(FOLDERS)) {
    it(`${name}: whatever is typed, the tokens are those of a whole reading`, async () => {
      const tokenizer = await openTokenizerOf(folder);
      const random = seededRandom(11);
      let text = CODE.slice(0, 2500) + PROSE;
      for (let i = 0; i < 60; i++) {
        const kind = random.uniform();
        const at = kind < 0.7 ? text.length : Math.floor(random.uniform() * text.length);
        const typed = [" ", "\n", "    ", "e", "return ", "🐈", "'", "a".repeat(40), " ".repeat(130)][Math.floor(random.uniform() * 9)] ?? "";
        text = kind > 0.9 ? text.slice(0, -Math.ceil(random.uniform() * 20)) : text.slice(0, at) + typed + text.slice(at);
        // Half a character is none.
        text = text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "");
        assert.deepEqual(await readAgain(tokenizer, text, i % 20 < 15), await readTokens(tokenizer, text, i % 20 < 15), `after ${i} changes`);
      }
    });
  }

  it("reads no more than what changed, and some tokens before", async () => {
    const tokenizer = await openTokenizerOf(STARTER);
    const lengths: number[] = [];
    const counting = new Proxy(tokenizer, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (key === "encodePlain") return (text: string) => (lengths.push(text.length), target.encodePlain(text));
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    });
    const text = CODE.repeat(3);
    for (const end of ["", "v", "va", "val", "val"]) await readAgain(counting, text + end, true);
    assert.equal(lengths.length, 4);
    assert.ok(lengths[0] === text.length && lengths.slice(1).every(length => length < 1000), lengths.join(" "));
  });
});
