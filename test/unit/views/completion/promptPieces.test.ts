import assert from "node:assert/strict";
import type { PromptPart } from "../../../../src/protocol/completion";
import type { Token } from "../../../../src/protocol/tokens";
import { asWritten, type LineEnding } from "../../../../src/views/completion/lineEndings";
import { promptPieces } from "../../../../src/views/completion/promptPieces";
import { tokensOfPiece } from "../../../../src/views/editor/tokensOfPiece";
import { REQUEST } from "../../runtime/completion/fakes";

const PREFIX = "one\ntwo\nthr";
const SUFFIX = ")\nfour\nfive\n";

/** What a document's text is in a prompt of parts: "before 0-4" stands for the prefix's first characters, other words for the layout's tokens. */
function promptOf(...wanted: readonly string[]): { readonly prompt: string; readonly parts: readonly PromptPart[] } {
  let prompt = "";
  const parts = wanted.flatMap((one): PromptPart[] => {
    const [, of, from, until] = /^(before|behind) (\d+)-(\d+)$/.exec(one) ?? [];
    const text = of === undefined ? one : (of === "before" ? PREFIX : SUFFIX).slice(Number(from), Number(until));
    const start = prompt.length;
    prompt += text;
    return of === undefined ? [] : [{ of: of as PromptPart["of"], from: Number(from), range: { start, end: prompt.length } }];
  });
  return { prompt, parts };
}

/** Where each piece is in a document in which `taken` of the suggestion is there. */
function piecesIn(parts: readonly PromptPart[], ending: LineEnding, taken = "", above = ""): readonly (readonly [text: string, start: number])[] {
  const before = above + asWritten(PREFIX, ending);
  const shown = { request: { ...REQUEST, prefix: PREFIX, suffix: SUFFIX }, ending, offset: before.length, end: before.length + taken.length };
  const whole = before + taken + asWritten(SUFFIX, ending);
  return promptPieces(parts, shown, whole).map(({ tracked: { start, end, text, stale } }) => {
    assert.equal(stale, false);
    assert.equal(whole.slice(start, end), text);
    return [text, start];
  });
}

describe("The pieces of a document in a prompt", () => {
  it("are the text that ends at the cursor first, then what is before it and behind it", () => {
    const { parts } = promptOf("<pre>", "before 0-8", "<suf>", "behind 1-7", "<mid>", "before 8-11");
    assert.deepEqual(piecesIn(parts, "\n"), [["thr", 8], ["one\ntwo\n", 0], ["\nfour\n", 12]]);
    assert.deepEqual(piecesIn(parts, "\n", "ee"), [["thr", 8], ["one\ntwo\n", 0], ["\nfour\n", 14]]);
    assert.deepEqual(piecesIn(parts, "\r\n", "ee", "above\r\n"), [["thr", 17], ["one\r\ntwo\r\n", 7], ["\r\nfour\r\n", 23]]);
  });

  it("are where they are also where the text's end was left to the model, or nothing before the cursor was read", () => {
    const healed = promptOf("<suf>", "behind 2-12", "<mid>", "before 4-8").parts;
    assert.deepEqual(piecesIn(healed, "\n"), [["two\n", 4], ["four\nfive\n", 13]]);
    assert.deepEqual(promptPieces(healed, { request: { ...REQUEST, prefix: PREFIX, suffix: SUFFIX }, ending: "\n", offset: 11, end: 11 }, PREFIX + SUFFIX).map(({ until }) => until), [8, 12]);
    const other: PromptPart = { of: "neighbour", from: 0, range: { start: 0, end: 9 } };
    assert.deepEqual(piecesIn([other], "\n"), [["", 11]]);
  });

  it("have the prompt's tokens as a document writes them, however its lines end", () => {
    const { prompt, parts } = promptOf("<pre>", "before 0-8", "<suf>", "behind 1-7", "<mid>", "before 8-11");
    const tokens = Array.from(prompt.matchAll(/<\w+>|\w+|\n/g), ({ 0: text, index }) => ({ text, range: { start: index, end: index + text.length } }) as Token);
    for (const ending of ["\n", "\r\n"] as const) {
      const shown = { request: { ...REQUEST, prefix: PREFIX, suffix: SUFFIX }, ending, offset: asWritten(PREFIX, ending).length, end: asWritten(PREFIX, ending).length };
      const found = promptPieces(parts, shown, asWritten(PREFIX + SUFFIX, ending)).map(({ range, tracked: { text } }) =>
        tokensOfPiece(tokens, range, text).flatMap(token => (token.range ? [[token.text, text.slice(token.range.start, token.range.end)]] : [])));
      const both = (text: string): readonly string[] => [text, asWritten(text, ending)];
      assert.deepEqual(found, [["thr"], ["one", "\n", "two", "\n"], ["\n", "four", "\n"]].map(texts => texts.map(both)));
    }
  });
});
