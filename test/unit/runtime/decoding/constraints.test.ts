import assert from "node:assert/strict";
import { Automaton, NOWHERE } from "../../../../src/runtime/decoding/constraints/automaton";
import { constrained } from "../../../../src/runtime/decoding/constraints/constrained";
import { padded, type Grammar } from "../../../../src/runtime/decoding/constraints/expression";
import { grammarFromText } from "../../../../src/runtime/decoding/constraints/grammarText";
import { regularExpression } from "../../../../src/runtime/decoding/constraints/regularExpression";
import { TokenConstraint } from "../../../../src/runtime/decoding/constraints/tokenConstraint";
import { VocabularyTrie } from "../../../../src/runtime/decoding/constraints/vocabularyTrie";
import { followPath } from "../../../../src/runtime/decoding/search/followPath";
import { draftModel } from "../../../../src/runtime/decoding/search/draftModel";
import { mostProbable } from "../../../../src/runtime/decoding/search/greedy";
import { promptLookup } from "../../../../src/runtime/decoding/search/promptLookup";
import { drawn, speculation } from "../../../../src/runtime/decoding/search/speculation";
import { softmax } from "../../../../src/runtime/decoding/scores";
import { chainModel, decodingOf, uniformOf } from "./chainModel";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Whether the whole text fits. */
function fits(automaton: Automaton, text: string): boolean {
  return automaton.mayEnd(automaton.walk(automaton.start, bytesOf(text)));
}

describe("Regular expressions as constraints", () => {
  // Each with letters from which texts for it are made.
  const patterns: readonly (readonly [string, string])[] = [
    ["a*b+", "ab"],
    ["(a|bc){2,3}d?", "abcd"],
    ["[a-c]{2,}x", "abcx"],
    ["[^ab]+", "abcé"],
    ["(?:ab|a)(?:bc|c)", "abc"],
    ["a.b", "ab\né"],
    ["\\d{1,2}(\\.\\d+)?", "19."],
    ["^(?<name>a+?)b$", "ab"],
    ["^a$|^b$|c", "abc"],
    ["\\w\\s\\W", "a -_"],
    ["[\\d\\-x]+", "1-x "],
    ["é|ü{2}|中文?", "éü中文"],
    ["[à-ü]+|[一-龥]", "àéü中文a"],
    ["[\\u{1F600}-\\u{1F64F}]+", "😀🙏a"],
    ["\\p{Lu}\\p{Ll}*", "AaÄäβ1"],
    ["(a*)*b", "ab"],
    ["(|a)b{0}c", "abc"],
    ["[^]", "a\n中"],
    ["\\x41\\u0042\\n?\\t*", "AB\n\t"],
  ];
  for (const [pattern, letters] of patterns) {
    it(`${pattern} fits what JavaScript's own matches`, () => {
      const automaton = new Automaton(regularExpression(pattern));
      const own = new RegExp(`^(?:${pattern})$`, "u");
      const uniform = uniformOf(pattern.length);
      const alphabet = Array.from(letters);
      let matched = 0;
      for (let run = 0; run < 3000; run++) {
        const text = Array.from({ length: Math.floor(uniform() * 7) }, () => alphabet[Math.floor(uniform() * alphabet.length)]).join("");
        assert.equal(fits(automaton, text), own.test(text), JSON.stringify(text));
        if (own.test(text)) matched++;
      }
      assert.ok(matched > 3 && matched < 3000, `${matched} of 3000 match`);
    });
  }

  it("refuses what a text cannot be held to token by token, and mistakes", () => {
    for (const wrong of ["(a)\\1", "\\bword", "(?=a)b", "(?<!a)b", "(?i)a", "a**", "(a", "a)", "[b-a]", "a{3,2}", "*a", "x^y", "\\p{Nonsense}", "[a", "a{", "\\u{110000}"]) {
      assert.throws(() => regularExpression(wrong), { code: "input-invalid" }, wrong);
    }
  });

  it("refuses an expression that no text fits", () => assert.throws(() => new Automaton(regularExpression("a[]")), { code: "input-invalid", message: /No text fits/ }));
});

describe("Grammars as constraints", () => {
  const arithmetic = `
    # llama.cpp's example, with named digits
    root ::= term ("=" term)? "\\n"
    term ::= factor ([-+*/] factor)*   # left to right
    factor ::= digit{1,3} | "(" term ")" | '-' factor
    digit ::= [0-9]
  `;

  it("follow rules into rules and back", () => {
    const automaton = new Automaton(grammarFromText(arithmetic));
    for (const text of ["1\n", "12+3*(4-(5))=-(6)\n", `${"(".repeat(200)}7${")".repeat(200)}\n`]) assert.ok(fits(automaton, text), text);
    for (const text of ["", "1", "1234\n", "(1\n", "1)\n", "1++2\n", "1=2=3\n", `${"(".repeat(200)}7${")".repeat(199)}\n`]) assert.ok(!fits(automaton, text), text);
  });

  it("keep to places they know in a list however long", () => {
    const automaton = new Automaton(grammarFromText('root ::= item more\nmore ::= "," item more | ""\nitem ::= [a-z]+'));
    automaton.walk(automaton.start, bytesOf("a,b,c,d"));
    const { places } = automaton;
    assert.ok(automaton.mayEnd(automaton.walk(automaton.start, bytesOf("abc,".repeat(1000) + "z"))));
    assert.equal(automaton.places, places);
  });

  it("take every reading of an ambiguous text", () => {
    const automaton = new Automaton(grammarFromText('root ::= one | two\none ::= "a" one "b" | "ab"\ntwo ::= "a" two "bb" | "abb"'));
    for (let n = 1; n < 8; n++) {
      for (let m = 0; m < 18; m++) assert.equal(fits(automaton, "a".repeat(n) + "b".repeat(m)), m === n || m === 2 * n, `${n}, ${m}`);
    }
  });

  it("know every escape and kind of character", () => {
    const automaton = new Automaton(grammarFromText('root ::= "\\x41\\u00e9\\U0001F600\\t\\"\\\\" [^a-y\\]]{2} . "\\n"?'));
    assert.ok(fits(automaton, 'Aé😀\t"\\z中\n\n'));
    assert.ok(!fits(automaton, 'Aé😀\t"\\z]b'));
  });

  it("are refused when they cannot be followed", () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['root ::= root "a" | "a"', /begins with itself/],
      ['root ::= a\na ::= b? a "x" | "y"\nb ::= "b"', /begins with itself/],
      ['root ::= "a" missing', /“missing”/],
      ['start ::= "a"', /no rule “root”/],
      ['root ::= "a" root', /never end/],
      ['root ::= "a"\nroot ::= "b"', /twice/],
      ['root ::= "a', /line 1/],
      ['root ::=\n ("a"', /line 2/],
      ['root ::= "a" }', /does not know/],
      ["root ::= .{90000} .{90000} .{90000}", /too large/],
    ];
    for (const [source, message] of cases) assert.throws(() => new Automaton(grammarFromText(source)), { code: "input-invalid", message }, source);
  });

  it("may leave room for a space that decoding drops", () => {
    const automaton = new Automaton(padded(regularExpression("ab?"), { before: true, behind: true }));
    for (const text of ["a", " a", "ab ", " a "]) assert.ok(fits(automaton, text), text);
    for (const text of ["  a", "a  ", " "]) assert.ok(!fits(automaton, text), text);
  });
});

describe("Constraints over a vocabulary", () => {
  const END = 0;
  // Bytes, words, halves of characters, two tokens that read the same, one that reads as nothing.
  const words = ["", "a", "b", "ab", "abc", "1", "12", "(", ")", "((", "))", "+", "=", "\n", "é", "ab", "1+", "+1", "中文", "c)"];
  const vocabulary: (Uint8Array | null)[] = [null, ...words.map(bytesOf), Uint8Array.of(0xc3), Uint8Array.of(0xa9), Uint8Array.of(0xe4, 0xb8), Uint8Array.of(0xad), Uint8Array.of(0x31, 0xc3)];
  const trie = new VocabularyTrie(vocabulary);
  const grammars: Record<string, Grammar> = {
    "a regular expression": regularExpression("(a|b|ab|1|é|中文?)*c?"),
    "a grammar": grammarFromText('root ::= sum "\\n"?\nsum ::= part ("+" part)*\npart ::= [0-9]+ | "(" sum ")" | "é"'),
  };
  const promptLength = 2;
  const textOf = (tokens: readonly number[]): string => Buffer.concat(tokens.map(token => vocabulary[token] ?? Uint8Array.of())).toString("utf8");

  for (const [name, grammar] of Object.entries(grammars)) {
    it(`${name} allows exactly the tokens after which the text can still fit, wherever it stands`, () => {
      const automaton = new Automaton(grammar);
      const constraint = new TokenConstraint(automaton, trie, { name, promptLength, endIds: new Set([END]) });
      const uniform = uniformOf(3);
      let ends = 0;
      let texts = 0;
      for (let run = 0; run < 60; run++) {
        const tokens: number[] = [];
        for (let step = 0; step < 12; step++) {
          const place = automaton.walk(automaton.start, Buffer.concat(tokens.map(token => vocabulary[token] as Uint8Array)));
          const text = [5, 7, ...tokens];
          const allowed = constraint.allowed(text) as Uint8Array;
          const expected = vocabulary.map((bytes, token) => (token === END ? automaton.mayEnd(place) : bytes !== null && bytes.length > 0 && automaton.walk(place, bytes) !== NOWHERE));
          assert.deepEqual(Array.from(allowed, one => one === 1), expected);
          assert.equal(constraint.mayEnd(text), allowed[END] === 1);
          const token = drawn(Float32Array.from(allowed), uniform());
          if (token === END) {
            assert.ok(fits(automaton, textOf(tokens)), textOf(tokens));
            assert.equal(constraint.allowed([...text, END]), null);
            assert.ok(constraint.finished([...text, END, END]));
            ends++;
            break;
          }
          tokens.push(token);
        }
        texts++;
      }
      assert.ok(ends > 5 && ends < texts, `${ends} of ${texts} ended`);
    });
  }

  it("answers for branches in any order as for each alone", () => {
    const make = (): TokenConstraint => new TokenConstraint(new Automaton(grammars["a grammar"] as Grammar), trie, { name: "grammar", promptLength: 0, endIds: new Set([END]) });
    const texts = [[6], [6, 12], [8], [8, 6, 9], [6, 17], [10, 7, 11], [], [8, 6, 9, 12]];
    const shared = make();
    for (const text of [...texts, ...texts.toReversed()]) assert.deepEqual(shared.allowed(text), make().allowed(text), text.join());
  });

  it("allows nothing behind a token that did not fit, and says when nothing can follow", () => {
    const constraint = new TokenConstraint(new Automaton(regularExpression("ab")), trie, { name: "ab", promptLength: 0, endIds: new Set([END]) });
    assert.equal(constraint.allowed([3])?.indexOf(1), -1);
    assert.deepEqual([[], [2], [4], [2, 3]].map(text => constraint.finished(text)), [false, false, true, true]);
    assert.deepEqual([...(constraint.allowed([4]) as Uint8Array).keys()].filter(token => constraint.allowed([4])?.[token] === 1), [END]);
  });

  it("allows nothing where the vocabulary cannot spell what must come, and ends where it cannot spell what may", () => {
    const must = new TokenConstraint(new Automaton(regularExpression("aZ")), trie, { name: "aZ", promptLength: 0, endIds: new Set([END]) });
    assert.ok(must.allowed([])?.includes(1));
    assert.ok(!must.allowed([2])?.includes(1));
    assert.ok(!must.finished([2]));
    const may = new TokenConstraint(new Automaton(regularExpression("aZ?")), trie, { name: "aZ?", promptLength: 0, endIds: new Set([END]) });
    assert.ok(may.finished([2]));
  });

  it("holds drafts to itself: speculation under it writes what greedy decoding does", async () => {
    const model = chainModel(vocabulary.length, 78);
    for (const first of [4, 6, 9, 14]) {
      const make = (): ReturnType<typeof decodingOf> => {
        const constraint = new TokenConstraint(new Automaton(grammars["a grammar"] as Grammar), trie, { name: "a grammar", promptLength: 3, endIds: new Set([END]) });
        return decodingOf(30, { adapters: [constrained(constraint)], endIds: new Set([END]) });
      };
      const prompt = [first, 8, first];
      const expected = await followPath(model, prompt, make(), mostProbable);
      for (const drafter of [promptLookup(1), draftModel(chainModel(vocabulary.length, 79), vocabulary.length)]) {
        const decoding = make();
        assert.deepEqual(await speculation(model, prompt, decoding, { drafter, count: 4, random: null }), expected);
        assert.ok(decoding.events.some(event => event.kind === "drafted" && event.accepted < event.draft.length));
      }
    }
  });

  it("as an adapter, lets a model write only what fits, with the chances between the allowed as they were", async () => {
    const model = chainModel(vocabulary.length, 77);
    const automaton = new Automaton(grammars["a grammar"] as Grammar);
    for (let seed = 0; seed < 20; seed++) {
      const constraint = new TokenConstraint(automaton, trie, { name: "a grammar", promptLength: 1, endIds: new Set([END]) });
      const random = uniformOf(seed);
      const decoding = decodingOf(200, { adapters: [constrained(constraint)], endIds: new Set([END]) });
      const { tokens, ended } = await followPath(model, [4], decoding, scores => drawn(softmax(scores), random()));
      if (ended === "end token") assert.ok(fits(automaton, textOf(tokens)), textOf(tokens));
      for (const event of decoding.events) {
        if (event.kind !== "chosen") continue;
        const [before, after] = event.scores as [Float32Array, Float32Array];
        after.forEach((score, token) => assert.ok(score === -Infinity || score === before[token]));
      }
    }
  });
});
