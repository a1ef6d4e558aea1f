import assert from "node:assert/strict";
import { steadyStart } from "../../../../src/runtime/completion/steadyStart";
import { bytesWith, promptOf, spelt } from "./fakes";

const TOKENS = ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|file_sep|>"];
const MODEL = { name: "Qwen2.5-Coder" };
const SUFFIX_FIRST = { name: "own", config: { fill_in_the_middle: "suffix_first" } };
const lines = (from: number, to: number): string => Array.from({ length: to - from }, (_, i) => `const value${from + i} = ${(from + i) * 37};\n`).join("");

describe("What finds room in a prompt", () => {
  it("never more than is asked for, and the text at the cursor first", async () => {
    const tokenizer = bytesWith(TOKENS);
    for (const length of [0, 3, 40, 400]) {
      for (const contextTokens of [50, 300, 1000]) {
        const request = { prefix: lines(0, length), suffix: lines(1000, 1400), neighbours: [{ name: "a.ts", text: lines(2000, 2400) }, { name: "b.ts", text: lines(3000, 3400) }], contextTokens };
        const prompt = await promptOf(MODEL, tokenizer, request);
        const { tokens } = prompt.prompt;
        assert.ok(tokens.length <= contextTokens, `${tokens.length} of ${contextTokens}`);
        const before = prompt.prompt.places.filter(place => place !== null && place < request.prefix.length).length;
        if (length === 400) assert.ok(before >= contextTokens * 0.4, `${before} of ${contextTokens} are from before the cursor`);
        const all = spelt(prompt);
        if (length === 400) assert.ok(!all.includes("<|file_sep|>"), "neighbours go first");
        assert.ok(all.includes("<|fim_suffix|>const value"), "some of what is behind the cursor stays");
      }
    }
  });

  it("the neighbour that helps least is cut first, and all go before the text itself", async () => {
    const tokenizer = bytesWith(TOKENS);
    const request = { prefix: "use;\nlet a = ", suffix: "b;", neighbours: [{ name: "near.ts", text: lines(0, 8) }, { name: "far.ts", text: lines(100, 140) }], contextTokens: 800 };
    const all = spelt(await promptOf(MODEL, tokenizer, request));
    assert.ok(all.includes(lines(0, 8)));
    assert.ok(all.includes("far.ts\nconst value100 ") && !all.includes("value139"), all);
    assert.ok(all.indexOf("far.ts") < all.indexOf("near.ts") && all.endsWith("<|fim_prefix|>use;\n<|fim_suffix|>b;<|fim_middle|>let a = "));
  });

  it("new tokens keep their room in the model's context", async () => {
    const prompt = await promptOf({ ...MODEL, context: 128 }, bytesWith(TOKENS), { prefix: lines(0, 50), newTokens: 100 });
    assert.ok(prompt.prompt.tokens.length + prompt.newTokens <= 128);
    assert.equal(prompt.newTokens, 64);
  });

  it("a long text is cut at a line start, and for many keystrokes at the same", async () => {
    const tokenizer = bytesWith(TOKENS);
    const typed = lines(200, 230);
    const starts = new Set<string>();
    let changes = 0;
    let last = "";
    for (let i = 0; i < typed.length; i += 3) {
      const all = spelt(await promptOf(MODEL, tokenizer, { prefix: lines(0, 200) + typed.slice(0, i), contextTokens: 600, suffix: "x" }));
      const begin = all.slice(0, 40);
      assert.match(begin, /^<\|fim_prefix\|>const value\d+ = /);
      if (last !== "" && begin !== last) changes++;
      last = begin;
      starts.add(begin);
    }
    // 700 characters typed are 700 tokens here; the cut goes on by a quarter of 600 at once.
    assert.ok(typed.length > 600 && changes <= 14 && changes >= 3, `${changes} changes in ${typed.length} keystrokes`);
  });

  for (const [order, model] of [["", MODEL], [" that comes first", SUFFIX_FIRST]] as const) {
    it(`behind a suffix${order}, too, a keystroke changes no more than its own tokens: brackets that close by themselves change none`, async () => {
      const tokenizer = bytesWith(TOKENS);
      const costs: number[] = [];
      let last: readonly number[] = [];
      const typed = "const sum = add(first, second[third]);\nreturn sum;\n".repeat(4);
      for (let i = 0; i < typed.length; i++) {
        const open = (typed.slice(0, i).match(/[([]/g) ?? []).length - (typed.slice(0, i).match(/[)\]]/g) ?? []).length;
        const { ids } = await promptOf(model, tokenizer, { prefix: lines(0, 100) + typed.slice(0, i), suffix: `${")".repeat(open)}\n${lines(500, 600)}`, contextTokens: 1000 });
        const known = ids.findIndex((id, at) => id !== last[at]);
        costs.push(known < 0 ? 0 : ids.length - known);
        last = ids;
      }
      const cheap = costs.slice(1).filter(cost => cost <= 1).length;
      assert.ok(cheap >= 0.96 * typed.length, `${cheap} of ${typed.length}: ${costs.filter(cost => cost > 1).join(" ")}`);
      assert.ok(costs.reduce((sum, cost) => sum + cost, 0) < 100 * typed.length, "a tenth of what all would be");
    });
  }

  it("neighbours stay as they are while the text before the cursor grows", async () => {
    const tokenizer = bytesWith(TOKENS);
    const neighbours = [{ name: "near.ts", text: lines(0, 100) }];
    const beginnings = new Set<string>();
    for (let i = 0; i < 90; i++) {
      const all = spelt(await promptOf(MODEL, tokenizer, { prefix: "x".repeat(i), suffix: "b;", neighbours, contextTokens: 400 }));
      beginnings.add(all.slice(0, all.indexOf("<|fim_prefix|>")));
    }
    assert.equal(beginnings.size, 1);
  });

  it("a text that slides keeps its beginning too", () => {
    const text = lines(0, 500);
    const found = new Set<string>();
    let changes = 0;
    let last = "";
    for (let at = 0; at < 4000; at += 10) {
      const window = text.slice(at, at + 6000);
      const start = at + steadyStart(window, 1000, 2500);
      const line = text.slice(start, start + 20);
      assert.ok(start === 0 || text[start - 1] === "\n");
      if (last !== "" && line !== last) changes++;
      last = line;
      found.add(line);
    }
    assert.ok(changes <= 12, `${changes} changes`);
    assert.equal(found.size, changes + 1, "it never goes back");
  });

  it("a text without lines is cut all the same, and no character in two", () => {
    const text = "🐈".repeat(400);
    const start = steadyStart(text, 101, 300);
    assert.ok(start >= 101 && start <= 300 && start % 2 === 0, `${start}`);
  });
});
