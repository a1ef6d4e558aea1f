import assert from "node:assert/strict";
import { cutText } from "../../../../src/views/completion/cutText";
import { explainedStep } from "../../../../src/views/completion/explainedStep";
import { fileChoice } from "../../../../src/views/completion/fileChoice";
import { movedLines } from "../../../../src/views/completion/movedLines";
import { promptRange } from "../../../../src/views/completion/promptRange";
import { selectedFirst } from "../../../../src/views/completion/selectedFirst";
import { suggestsHere } from "../../../../src/views/completion/suggestsHere";
import type { TrackedRange } from "../../../../src/views/editor/trackedRange";

describe("where something is suggested while typing", () => {
  const here = (line: string, onBlankLines = false): boolean => {
    const at = line.indexOf("|");
    return suggestsHere({ left: line.slice(0, at), right: line.slice(at + 1) }, { onBlankLines });
  };

  it("is at the end of a line, and before what closes", () => {
    for (const line of ["let x|", "let x |", "f(a|)", "f(g(a|))", "call('a|')", "if (a|) {", "[1, 2|],", "x|;", "  return|  "]) assert.ok(here(line), line);
  });

  it("is not before other text of the line, nor inside a word", () => {
    for (const line of ["let |x = 1", "na|me", "f(|a)", "a | b", "x|y"]) assert.ok(!here(line), line);
  });

  it("is never where Tab indents what follows, and on blank lines only if that is wanted", () => {
    for (const line of ["|return 1", "  |return 1", "\t|}"]) for (const wanted of [true, false]) assert.ok(!here(line, wanted), line);
    for (const line of ["|", "    |", "\t|  "]) {
      assert.ok(!here(line), line);
      assert.ok(here(line, true), line);
    }
  });

  it("is said by the last pattern that matches a file", () => {
    const matches = (pattern: string): boolean => pattern.startsWith("yes");
    assert.equal(fileChoice({}, matches), null);
    assert.equal(fileChoice({ no: true }, matches), null);
    assert.equal(fileChoice({ "yes 1": true, "yes 2": false, no: true }, matches), false);
    assert.equal(fileChoice({ "yes 1": false, "yes 2": true }, matches), true);
  });

  it("agrees with IntelliSense's selected entry, or is nothing", () => {
    assert.equal(selectedFirst("con", "sole.log(x)", "console"), "console.log(x)");
    assert.equal(selectedFirst("con", "tinue;", "console"), null);
    assert.equal(selectedFirst("", "a", "ab"), null);
  });
});

describe("the text that is sent", () => {
  const cut = (text: string, offset: number, tokens: number) => cutText(offset, tokens, ({ start, end }) => text.slice(start, end));

  it("is all of a short text", () => assert.deepEqual(cut("abc\ndef", 4, 100), { prefix: "abc\n", suffix: "def" }));

  it("begins at a line, and where it begins stays while text is typed", () => {
    const text = Array.from({ length: 20_000 }, (_, line) => `line ${line}`).join("\n");
    const beginnings = new Set<number>();
    for (let typed = 0; typed < 100; typed++) {
      const { prefix, suffix } = cut(text, 100_000 + typed, 1000);
      assert.ok(prefix.length <= 6000 && prefix.length > 4000 && suffix.length === 1500);
      assert.match(prefix, /^line /);
      beginnings.add(100_000 + typed - prefix.length);
    }
    assert.ok(beginnings.size <= 2, `${beginnings.size} beginnings`);
  });

  it("splits no character in two", () => {
    const text = "🦊".repeat(10_000);
    for (const tokens of [101, 102, 103]) {
      const { prefix, suffix } = cut(text, 10_000, tokens);
      for (const part of [prefix, suffix]) assert.ok(part.length > 100 && !/\p{Surrogate}/u.test(part));
    }
  });
});

describe("lines that were read", () => {
  const change = (first: number, last: number, text: string, [from, to] = [0, 0]) => ({ range: { start: { line: first, character: from ?? 0 }, end: { line: last, character: to ?? 0 } }, text });
  const moved = (...changes: ReturnType<typeof change>[]): number[] => movedLines([2, 5, 9].map(line => ({ line, share: 0.1 })), changes).map(({ line }) => line);

  it("move with what is put in or taken out above them", () => {
    assert.deepEqual(moved(change(3, 3, "a\nb\n")), [2, 7, 11]);
    assert.deepEqual(moved(change(3, 4, "")), [2, 4, 8]);
    assert.deepEqual(moved(change(5, 5, "x")), [2, 5, 9]);
    assert.deepEqual(moved(change(0, 0, "\n"), change(8, 8, "\n")), [3, 6, 11]);
  });

  it("move with lines put in just before them, and with the line above when that is deleted", () => {
    assert.deepEqual(moved(change(5, 5, "a\nb\n")), [2, 7, 11]);
    assert.deepEqual(moved(change(4, 5, "")), [2, 4, 8]);
    assert.deepEqual(moved(change(4, 4, "\n", [7, 7])), [2, 6, 10]);
    assert.deepEqual(moved(change(5, 5, "\n", [3, 3])), [2, 5, 10]);
  });

  it("are gone with their text", () => {
    assert.deepEqual(moved(change(4, 6, "")), [2, 7]);
    assert.deepEqual(moved(change(5, 6, "")), [2, 8]);
    assert.deepEqual(moved(change(4, 5, "", [2, 2])), [2, 8]);
  });
});

describe("the prompt in a document that was edited since", () => {
  const text = Array.from({ length: 40 }, (_, line) => `line ${line} of the text\n`).join("");
  const at = text.indexOf("line 30");

  it("is where it was, or where lines put in above have moved it", () => {
    assert.deepEqual(placed(promptRange(text, text.length, text)), { start: 0, end: text.length, stale: false });
    assert.deepEqual(placed(promptRange(text, text.length + 8, `// new\n\n${text}`)), { start: 8, end: text.length + 8, stale: false });
  });

  it("is known before and behind lines that were put into it", () => {
    const now = `// above\n${text.slice(0, at)}new\nlines\n${text.slice(at)}`;
    const tracked = promptRange(text, now.length, now);
    assert.deepEqual(placed(tracked), { start: 9, end: now.length, stale: true });
    const written = (place: { readonly start: number; readonly end: number } | null) => place && now.slice(place.start, place.end);
    assert.equal(written(tracked.place({ start: 0, end: 6 })), "line 0");
    assert.equal(written(tracked.place({ start: at, end: at + 7 })), "line 30");
  });

  const placed = ({ start, end, stale }: TrackedRange) => ({ start, end, stale });
});

describe("the step of a suggestion that a place is explained by", () => {
  const token = (text: string, special = false) => ({ id: [...text].reduce((sum, sign) => 31 * sum + (sign.codePointAt(0) ?? 0), 7), piece: text, text, special });
  const explained = (...texts: readonly string[]) => ({
    items: [],
    finished: { texts: [{ path: 0, tokens: [token("<s>", true), ...texts.map(text => token(text))], text: texts.join(""), score: null, ended: "stop" as const }], milliseconds: 1, computed: 1, reused: 1 },
  });

  it("is the token in which it lies, of those that have text", () => {
    const run = explained(" She", " lik", "ed", " it");
    assert.deepEqual([0, 3, 4, 7, 8, 9, 10, 12, 99].map(units => explainedStep(run, units)), [1, 1, 2, 2, 3, 3, 4, 4, 4]);
    assert.equal(explainedStep({ items: [], finished: { ...run.finished, texts: [] } }, 0), 0);
  });

  it("counts what steps and beams wrote, where a character took several tokens", () => {
    const { finished } = explained("⟨F0⟩", "⟨9F⟩", "x");
    const [text] = finished.texts;
    assert.ok(text);
    const wrote = ["", "", "🦊", "x"];
    const step = (i: number) => ({ kind: "step" as const, path: 0, step: i, token: text.tokens[i] ?? token("?"), text: wrote[i] ?? "", explained: { stages: [], watched: [], raw: { rank: 1, probability: 1, surprisal: 0, entropy: 0, sum: 1 }, final: { rank: 1, probability: 1, surprisal: 0, entropy: 0 }, forbidden: 0 }, milliseconds: 1, weighed: null });
    const beams = (i: number) => ({ kind: "beams" as const, step: i, beams: [], candidates: [{ parent: 0, token: text.tokens[i] ?? token("?"), text: wrote[i] ?? "", logProbability: 0, score: 0, fate: "kept" as const, beam: 0, final: null }], milliseconds: 1 });
    const other = { ...step(0), path: 1, text: "other path" };
    for (const items of [[other, ...[0, 1, 2, 3].map(step)], [0, 1, 2, 3].map(beams)]) assert.deepEqual([0, 1, 2].map(units => explainedStep({ items, finished }, units)), [2, 2, 3]);
  });
});
