import assert from "node:assert/strict";
import { SuggestionTrail } from "../../../../src/views/completion/suggestionTrail";
import { REQUEST, suggestion } from "./scriptedRuntime";

describe("the trail of suggestions", () => {
  let told: number;
  let trail: SuggestionTrail;
  /** As in a document of one line, or where it happens in lines: [line, character] of both ends. */
  const range = ([from, to]: readonly [number, number], [first, last] = [0, 0]) => ({ start: { line: first ?? 0, character: from }, end: { line: last ?? 0, character: to } });
  const insert = (rangeOffset: number, text: string, document = "a.ts"): void => trail.follow(document, [{ rangeOffset, rangeLength: 0, text, range: range([rangeOffset, rangeOffset]) }]);
  const remove = (rangeOffset: number, rangeLength: number): void => trail.follow("a.ts", [{ rangeOffset, rangeLength, text: "", range: range([rangeOffset, rangeOffset + rangeLength]) }]);
  const PLACE = { document: "a.ts", offset: 10, taken: 0, line: 0, ending: "\n" } as const;
  const show = (...texts: readonly string[]): void => trail.show(PLACE, REQUEST, texts.map(text => suggestion(text)));

  const last = () => trail.last;

  beforeEach(() => {
    told = 0;
    trail = new SuggestionTrail(() => told++);
  });

  it("knows what was shown last, and nothing before that", () => {
    assert.equal(last(), null);
    show();
    assert.equal(last(), null);
    show(" = 1");
    assert.equal(last()?.suggestion.id, " = 1");
    assert.equal(trail.find(" = 1")?.offset, 10);
    assert.equal(trail.find("other"), null);
  });

  it("sees words and lines that are accepted, and the end of it", () => {
    show(" = compute(1);");
    insert(10, " = ");
    insert(13, "compute");
    assert.equal(trail.last?.taken, 10);
    assert.equal(trail.accepted.length, 0);
    insert(20, "(1);");
    assert.deepEqual(trail.accepted.map(({ suggestion: { id }, accepted }) => [id, accepted]), [[" = compute(1);", true]]);
  });

  it("sees which of several was accepted in part", () => {
    show(" = 1;", " = 2;", " = 2 + 3;");
    insert(10, " = 2");
    assert.equal(trail.last?.suggestion.id, " = 2;");
    insert(14, " +");
    assert.equal(trail.last?.suggestion.id, " = 2 + 3;");
  });

  it("does not take for accepted what was typed by hand", () => {
    show("ab");
    insert(10, "a");
    insert(11, "b");
    assert.equal(trail.accepted.length, 0);
    assert.equal(trail.last?.taken, 2);
  });

  it("takes VS Code's word for what was accepted, once", () => {
    show(" = 1", " = 2");
    insert(10, " = 2");
    trail.accept(" = 2");
    trail.accept(" = 2");
    trail.accept("unknown");
    assert.deepEqual(trail.accepted.map(({ suggestion: { id } }) => id), [" = 2"]);
  });

  it("reads line endings as one", () => {
    show("\n  a\n  b");
    insert(10, "\r\n  a\r\n  b");
    assert.equal(trail.accepted.length, 1);
  });

  it("follows line by line, whatever ends the document's lines", () => {
    for (const ending of ["\n", "\r\n"] as const) {
      const [first, second] = [`{${ending}`, `  a;${ending}`];
      trail = new SuggestionTrail(() => told++);
      trail.show({ ...PLACE, ending }, REQUEST, [suggestion("{\n  a;\n}.b")]);
      insert(10, first);
      insert(10 + first.length, second);
      assert.deepEqual([last()?.taken, last()?.end], [7, 10 + first.length + second.length]);
      remove(10 + first.length, second.length);
      assert.deepEqual([last()?.taken, last()?.end], [2, 10 + first.length]);
      insert(10 + first.length, second);
      insert(10 + first.length + second.length, "}.b");
      assert.equal(trail.accepted.length, 1);
      assert.equal(trail.at("a.ts", 10 + first.length + second.length)?.suggestion.text, "{\n  a;\n}.b");
    }
  });

  it("is shown with a part of it in the document already", () => {
    trail.show({ ...PLACE, taken: 2, ending: "\r\n" }, REQUEST, [suggestion("{\n  a;\n}")]);
    assert.equal(last()?.end, 13);
    insert(13, "  a;\r\n");
    assert.equal(last()?.taken, 7);
  });

  it("finds the suggestion in whose accepted text a place lies", () => {
    show(" = 1 + 2");
    assert.equal(trail.at("a.ts", 10), null);
    insert(10, " = 1");
    assert.equal(trail.at("a.ts", 12), last());
    assert.equal(trail.at("a.ts", 14), null);
    assert.equal(trail.at("b.ts", 12), null);
    insert(14, " + 2");
    trail.show({ ...PLACE, offset: 18 }, REQUEST, [suggestion(";")]);
    assert.equal(trail.at("a.ts", 10)?.suggestion.text, " = 1 + 2");
    assert.equal(trail.at("a.ts", 18), null);
  });

  it("knows where the lines that were read are now", () => {
    const read = [{ line: 0, share: 0.1 }, { line: 3, share: 0.5 }, { line: 9, share: 0.2 }];
    trail.show({ ...PLACE, offset: 100, line: 8 }, REQUEST, [{ ...suggestion("x"), read }]);
    assert.deepEqual(last()?.read, [{ line: 8, share: 0.1 }, { line: 5, share: 0.5 }]);
    trail.follow("a.ts", [{ rangeOffset: 60, rangeLength: 0, text: "new\nlines\n", range: range([0, 0], [6, 6]) }]);
    assert.deepEqual(last()?.read.map(({ line }) => line), [10, 5]);
    assert.equal(last()?.offset, 110);
    trail.follow("a.ts", [{ rangeOffset: 0, rangeLength: 5, text: "", range: range([0, 0], [0, 1]) }]);
    assert.deepEqual(last()?.read.map(({ line }) => line), [9, 4]);
    assert.equal(last()?.offset, 105);
  });

  it("follows edits before it, and leaves other documents alone", () => {
    show(" = 1");
    trail.accept(" = 1");
    insert(0, "12345");
    insert(0, "12345", "b.ts");
    insert(40, "behind");
    assert.equal(trail.accepted[0]?.offset, 15);
    remove(0, 10);
    assert.equal(trail.accepted[0]?.offset, 5);
    assert.ok(told >= 4);
  });

  it("forgets what was undone or deleted", () => {
    show(" = 1");
    insert(10, " = 1");
    assert.equal(trail.accepted.length, 1);
    remove(10, 4);
    assert.equal(trail.accepted.length, 0);
  });

  it("keeps the last twenty", () => {
    for (let number = 0; number < 30; number++) {
      show(`text ${number}`);
      trail.accept(`text ${number}`);
    }
    assert.deepEqual([trail.accepted.length, trail.accepted[0]?.suggestion.id, trail.find("text 29")?.accepted], [20, "text 10", true]);
  });
});
