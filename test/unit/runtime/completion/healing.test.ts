import assert from "node:assert/strict";
import { beginningWith } from "../../../../src/runtime/completion/beginningWith";
import { healed, nodeOf } from "../../../../src/runtime/completion/healing";
import { newText, tokensFor } from "../../../../src/runtime/completion/newText";
import { readTokens } from "../../../../src/runtime/completion/readTokens";
import { seededRandom } from "../../../../src/runtime/decoding/random";
import { tokenAt } from "../../../../src/runtime/decoding/search/sample";
import { vocabularyTrieOf } from "../../../../src/runtime/generation/vocabularyTrieOf";
import { openTokenizerOf } from "../../../../src/runtime/tokens/openTokenizer";
import { STARTER } from "../starter";
import { golden } from "../tokens/copiedTokenizer";

const TEXT = "function größe(wert) {\n  return wert + 'naïve 🐈 ☃' ;\n}\n\tlet x  = 12;   // the end\n";
const FOLDERS: Readonly<Record<string, string>> = { starter: STARTER, gpt2: golden("gpt2"), llama: golden("llama"), "openai-gpt": golden("openai-gpt"), t5: golden("t5") };

describe("Healing the last token", () => {
  for (const [name, folder] of Object.entries(FOLDERS)) {
    it(`${name}: whatever follows continues what was typed, byte for byte`, async () => {
      const tokenizer = await openTokenizerOf(folder);
      const trie = vocabularyTrieOf(tokenizer, tokenizer.vocabulary);
      const random = seededRandom(5);
      let taken = 0;
      for (let end = 0; end <= TEXT.length; end++) {
        // No editor puts its cursor into a character.
        if ((TEXT.charCodeAt(end) & 0xfc00) === 0xdc00) continue;
        const text = TEXT.slice(0, end);
        const tokens = await readTokens(tokenizer, text, true);
        const { kept, typed } = healed(tokens, text, tokenizer, trie, 0);
        const back = tokens.slice(kept);
        if (back.length > 0) taken++;
        const written = Buffer.concat(back.map(({ id }) => tokenizer.bytes(id) ?? Buffer.alloc(0)));
        if (back.length > 0) assert.ok(written.subarray(0, typed.length).equals(typed), "the tokens taken back spell it");
        const isEnd = (bytes: Uint8Array): boolean => bytes.length === 0 || Buffer.from(text).subarray(-bytes.length).equals(bytes);
        if (back.length > 0) assert.ok(isEnd(typed) || (typed[0] === 0x20 && isEnd(typed.subarray(1))), `${JSON.stringify(text.slice(-8))} ends with ${Buffer.from(typed).toString()}`);
        if (typed.length === 0) continue;
        const adapter = beginningWith(typed, trie);
        const chosen: number[] = [];
        for (let steps = 0; Buffer.concat(chosen.map(id => trie.bytes[id] ?? Buffer.alloc(0))).length < typed.length; steps++) {
          assert.ok(steps < typed.length, "each token goes on");
          const scores = adapter.apply(new Float32Array(trie.size), { text: [7, ...chosen], promptLength: 1 }, undefined);
          chosen.push(tokenAt(scores, random.uniform()));
        }
        const bytes = Buffer.concat(chosen.map(id => trie.bytes[id] ?? Buffer.alloc(0)));
        assert.ok(bytes.subarray(0, typed.length).equals(typed));
        const free = new Float32Array(trie.size);
        assert.equal(adapter.apply(free, { text: [7, ...chosen], promptLength: 1 }, undefined), free, "what comes behind is free");
      }
      if (name !== "t5") assert.ok(taken > 20, `${taken}`);
    });
  }

  it("the adapter allows just the tokens that go along", async () => {
    const tokenizer = await openTokenizerOf(STARTER);
    const trie = vocabularyTrieOf(tokenizer, tokenizer.vocabulary);
    const typed = Buffer.from(" re");
    const scores = beginningWith(typed, trie).apply(new Float32Array(trie.size), { text: [1], promptLength: 1 }, undefined);
    for (let token = 0; token < trie.size; token++) {
      const bytes = Buffer.from(trie.bytes[token] ?? []);
      const along = bytes.length > 0 && (bytes.subarray(0, 3).equals(typed) || typed.subarray(0, bytes.length).equals(bytes));
      assert.equal(scores[token] === 0, along, `${token} ${bytes.toString()}`);
    }
    for (let token = 0; token < trie.size; token++) {
      const bytes = trie.bytes[token];
      if (bytes && bytes.length > 0) assert.equal(trie.depth[nodeOf(bytes, trie) ?? -1], bytes.length);
    }
    assert.equal(nodeOf(Buffer.from("\u0000\u0000\u0000zq"), trie), null);
  });

  it("a space before the cursor is taken back with the word that it begins", async () => {
    const tokenizer = await openTokenizerOf(golden("gpt2"));
    const trie = vocabularyTrieOf(tokenizer, tokenizer.vocabulary);
    const tokens = await readTokens(tokenizer, "one ", true);
    assert.deepEqual(Buffer.from(healed(tokens, "one ", tokenizer, trie, 0).typed).toString().slice(-1), " ");
  });

  it("T5's tokens hold no space at the end: the new text may not begin with another", async () => {
    const tokenizer = await openTokenizerOf(golden("t5"));
    const trie = vocabularyTrieOf(tokenizer, tokenizer.vocabulary);
    for (const text of ["", "the ", "the\n"]) assert.deepEqual([...healed(await readTokens(tokenizer, text, true), text, tokenizer, trie, 0).typed], [0x20], JSON.stringify(text));
  });
});

describe("The text behind the cursor", () => {
  const bytes = [..."ab"].map(character => Buffer.from(character)).concat([Buffer.from([0xc3]), Buffer.from([0xa9]), Buffer.from([0xff])]);
  const trie = { bytes };

  it("is what the tokens add to what was typed, in whole characters", () => {
    assert.equal(newText([0, 1], Buffer.from("a"), trie), "b");
    assert.equal(newText([0], Buffer.from("ab"), trie), "");
    assert.equal(newText([0, 2], Buffer.from("a"), trie), "");
    assert.equal(newText([0, 2, 3], Buffer.from("a"), trie), "é");
    assert.equal(newText([0, 4, 1], Buffer.alloc(0), trie), "a", "it ends where no character is");
  });

  it("is known to come from so many tokens", () => {
    assert.equal(tokensFor(1, [0, 1, 2, 3], Buffer.from("a"), trie), 2);
    assert.equal(tokensFor(2, [0, 1, 2, 3], Buffer.from("a"), trie), 4);
    assert.equal(tokensFor(0, [0, 1], Buffer.alloc(0), trie), 0);
  });
});
