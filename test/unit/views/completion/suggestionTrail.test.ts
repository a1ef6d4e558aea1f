import assert from "node:assert/strict";
import { SuggestionTrail } from "../../../../src/views/completion/suggestionTrail";
import { REQUEST, suggestion } from "./scriptedRuntime";

describe("the trail of suggestions", () => {
  let told: number;
  let trail: SuggestionTrail;
  const insert = (rangeOffset: number, text: string, document = "a.ts"): void => trail.follow(document, [{ rangeOffset, rangeLength: 0, text }]);
  const remove = (rangeOffset: number, rangeLength: number): void => trail.follow("a.ts", [{ rangeOffset, rangeLength, text: "" }]);
  const show = (...texts: readonly string[]): void => trail.show("a.ts", 10, 0, REQUEST, texts.map(text => suggestion(text)));

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
