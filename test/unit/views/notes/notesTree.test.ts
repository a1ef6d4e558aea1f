import assert from "node:assert/strict";
import { NOTES } from "../../../../src/protocol/notes/catalogue";
import type { NoteResult } from "../../../../src/protocol/notes/noteResult";
import { NOTE_ITEM } from "../../../../src/views/names";
import { chapterNodes, nodesBelow, noteRow, type NoteState, noteTooltip } from "../../../../src/views/sidebar/notesTree";
import { aboutOf, findingOf } from "./notesFixture";

const stateOf = (more: Partial<NoteState> = {}): NoteState => ({ result: null, running: false, points: 0, elsewhere: false, on: { model: "starter-llama", source: null, when: null, file: null }, ...more });
const found = (more: Parameters<typeof findingOf>[0] = {}): NoteResult => ({ kind: "found", finding: findingOf(more) });
const failed: NoteResult = { kind: "failed", id: "x", problem: { code: "out-of-memory", message: "Too *large*.", remedy: "Choose another." } };

describe("The Notes view's tree", () => {
  it("has the chapters of the notes that have statements, in their order, and these below them", () => {
    const chapters = chapterNodes(NOTES);
    assert.deepEqual(chapters.map(node => node.kind === "chapter" && node.chapter.title), NOTES.filter(({ statements }) => statements.length > 0).map(({ title }) => title));
    assert.deepEqual(chapterNodes([{ title: "Empty", statements: [] }]), []);
    const [first] = chapters;
    assert.ok(first);
    const below = nodesBelow(first);
    assert.deepEqual(below.map(node => node.kind === "statement" && node.about.id), NOTES[0].statements.map(({ id }) => id));
    assert.deepEqual(below.flatMap(nodesBelow), []);
  });

  it("says of each statement what came of it, with its figure; icons and words tell the verdicts apart", () => {
    const rows = [
      stateOf(),
      stateOf({ points: 3 }),
      stateOf({ running: true, result: found() }),
      stateOf({ result: found() }),
      stateOf({ result: found({ verdict: "fails", figure: 12_345.6, unit: "" }) }),
      stateOf({ result: found({ verdict: "not-applicable", figure: null }) }),
      stateOf({ result: failed }),
      stateOf({ result: found(), elsewhere: true, on: { model: "starter-t5", source: null, when: null, file: null } }),
    ].map(state => noteRow(aboutOf(), state));
    assert.deepEqual(rows.map(({ description }) => description), [
      "",
      "stopped at 3 points",
      "running",
      "0.43 of the attention · holds",
      "12,346 · does not hold",
      "does not apply",
      "could not be measured",
      "0.43 of the attention · holds · on starter-t5",
    ]);
    assert.equal(new Set(rows.slice(1, 7).map(({ icon }) => icon.icon)).size, 6);
    assert.deepEqual(rows.map(({ item }) => item), [NOTE_ITEM.statement, NOTE_ITEM.statement, NOTE_ITEM.running, NOTE_ITEM.statement, NOTE_ITEM.statement, NOTE_ITEM.statement, NOTE_ITEM.statement, NOTE_ITEM.elsewhere]);
    assert.ok(rows.every(({ label }) => label === "First tokens are attention sinks"));
    assert.equal(rows[0]?.spoken, `First tokens are attention sinks, not run yet, ${aboutOf().statement}`);
    assert.match(rows[4]?.spoken ?? "", /, 12,346 · does not hold, Many heads/);
  });

  it("tells by its tooltip the statement, its measure and paper, and what came of it on what", () => {
    const on = { model: "starter_llama", source: "a*b.md:5", when: "2026-01-01", file: null };
    const text = noteTooltip(aboutOf(), stateOf({ result: found({ says: "Three <b>heads</b> of 16." }), on }));
    assert.match(text, /^\*\*Many heads put much/);
    assert.match(text, /\[Xiao et al\. 2023\]\(https:\/\/arxiv\.org\/abs\/2309\.17453\)/);
    assert.match(text, /\*\*Holds\*\*: 0\.43 of the attention on starter\\_llama, a\\\*b\.md:5, 2026-01-01\./);
    assert.match(text, /Three \\<b\\>heads\\<\/b\\> of 16\./);
    assert.match(text, /share 0\.3 · text sample$/);
    assert.match(noteTooltip(aboutOf(), stateOf()), /Not run yet on starter-llama, the notes' sample\.$/);
    assert.match(noteTooltip(aboutOf(), stateOf({ points: 1 })), /running goes on from there\.$/);
    assert.match(noteTooltip(aboutOf(), stateOf({ result: failed, on: { ...on, file: "x.notes.json" } })), /Could not be measured\*\* on .*, from x\.notes\.json\.\n\nToo \\\*large\\\*\. Choose another\.$/);
    assert.match(noteTooltip(aboutOf(), stateOf({ running: true })), /Being run on/);
  });
});
