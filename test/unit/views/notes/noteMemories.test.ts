import assert from "node:assert/strict";
import { NoteChoice } from "../../../../src/views/notes/noteChoice";
import { pointsKey, targetKey, unusualSettings, type NoteText } from "../../../../src/views/notes/noteTarget";
import { PointMemory } from "../../../../src/views/notes/pointMemory";
import { type KeptResult, ResultMemory } from "../../../../src/views/notes/resultMemory";
import { LONGEST_TEXT } from "../../../../src/views/panels/panelMemory";
import { aboutOf, findingOf, memoryStore, SINKS, targetOf } from "./notesFixture";

const TEXT: NoteText = { source: "a.md:1", text: "One two.", document: "file:///a.md", range: { start: 0, end: 8 } };
const keptOf = (more: Partial<KeptResult> = {}): KeptResult => ({ result: { kind: "found", finding: findingOf() }, folder: "/models/one", checksum: "c1", source: null, ran: "2026-01-01T00:00:00.000Z", ...more });

describe("What a statement is put to", () => {
  it("is told apart by statement, model, text, files and settings, and by nothing else", () => {
    const keys = [targetOf(), targetOf({ id: "x" }), targetOf({ folder: "/m" }), targetOf({ text: TEXT }), targetOf({ documents: ["file:///b"] }), targetOf({ settings: { share: 0.5 } })].map(targetKey);
    assert.equal(new Set(keys).size, keys.length);
    assert.equal(targetKey(targetOf({ text: TEXT })), targetKey(targetOf({ text: { ...TEXT, source: "elsewhere.md:9", range: { start: 5, end: 13 } } })), "the same words elsewhere");
    const files = [{ name: "b", text: "B" }];
    const points = [pointsKey(targetOf(), "c1", []), pointsKey(targetOf(), "c2", []), pointsKey(targetOf(), "c1", files), pointsKey(targetOf(), "c1", [{ name: "b", text: "changed" }])];
    assert.equal(new Set(points).size, points.length);
    assert.equal(pointsKey(targetOf({ folder: "/moved" }), "c1", []), points[0], "a model counts by its checksum");
  });

  it("has the settings that differ from the usual ones, in the statement's order", () => {
    assert.deepEqual(unusualSettings(aboutOf(), { share: 0.3 }), {});
    assert.deepEqual(unusualSettings(aboutOf(), { other: 1, share: 0.5 }), { share: 0.5 });
  });
});

describe("The points of a stopped sweep", () => {
  it("are there for the next run, also in another session, and gone once it is finished", () => {
    const store = memoryStore();
    const first = new PointMemory(store, "points");
    first.add("key", "target", "at 0", [0.5]);
    first.add("key", "target", "at 1", [0.25, 1]);
    assert.equal(first.count("target"), 2, "also while they come");
    first.keep("key");
    const second = new PointMemory(store, "points");
    assert.deepEqual(second.recall("key"), { "at 0": [0.5], "at 1": [0.25, 1] });
    second.add("key", "target", "at 2", [3]);
    assert.deepEqual(Object.keys(second.recall("key")), ["at 0", "at 1", "at 2"]);
    second.forget({ key: "key" });
    assert.equal(new PointMemory(store, "points").count("target"), 0);
  });

  it("are written down while they come, every two seconds", () => {
    const store = memoryStore();
    let now = 0;
    const memory = new PointMemory(store, "points", () => now);
    memory.add("key", "target", "at 0", [0]);
    assert.equal(new PointMemory(store, "points").count("target"), 0);
    now = 2000;
    memory.add("key", "target", "at 1", [1]);
    assert.equal(new PointMemory(store, "points").count("target"), 2);
  });

  it("are kept of the last twelve sweeps, and of none that is beyond all bounds", () => {
    const store = memoryStore();
    const memory = new PointMemory(store, "points");
    for (let sweep = 0; sweep < 14; sweep++) {
      memory.add(`key ${sweep}`, `target ${sweep}`, "at 0", [sweep]);
      memory.keep(`key ${sweep}`);
    }
    assert.deepEqual([memory.count("target 1"), memory.count("target 2"), memory.count("target 13")], [0, 1, 1]);
    memory.add("large", "large", "at 0", Array.from({ length: 20_001 }, () => 0));
    memory.keep("large");
    assert.equal(memory.count("large"), 0);
    memory.forget({ target: "target 13" });
    assert.equal(memory.count("target 13"), 0);
  });
});

describe("What came of statements", () => {
  it("stays with its pictures in a session, and without them over a reload; problems do not last", () => {
    const store = memoryStore();
    const first = new ResultMemory(store, "results");
    first.keep("one", keptOf());
    first.keep("two", keptOf({ result: { kind: "failed", id: SINKS, problem: { code: "out-of-memory", message: "Too large." } } }));
    assert.deepEqual(first.recall("one"), keptOf());
    assert.equal(first.recall("two")?.result.kind, "failed");
    const second = new ResultMemory(store, "results");
    assert.deepEqual(second.recall("one"), keptOf({ bare: true, result: { kind: "found", finding: findingOf({ pictures: [], looks: [] }) } }));
    assert.equal(second.restore("one", keptOf({ ran: "2025-01-01T00:00:00.000Z" })), false, "of another run");
    assert.equal(second.restore("no such", keptOf()), false);
    assert.equal(second.restore("one", keptOf()), true);
    assert.deepEqual(second.recall("one"), keptOf());
    assert.equal(second.recall("two"), undefined);
    second.forgetAll();
    assert.equal(new ResultMemory(store, "results").recall("one"), undefined);
  });

  it("is gone once another model lies in the same folder; of an unread one nothing is known", () => {
    const memory = new ResultMemory(memoryStore(), "results");
    memory.keep("one", keptOf());
    memory.keep("elsewhere", keptOf({ folder: "/models/two", checksum: "c9" }));
    memory.keep("unread", keptOf({ checksum: null }));
    assert.ok(memory.recall("one"));
    memory.keep("new", keptOf({ checksum: "c2" }));
    assert.equal(memory.recall("one"), undefined);
    assert.ok(memory.recall("elsewhere") && memory.recall("new"));
  });

  it("is bounded: the oldest results go, and before them the oldest pictures", () => {
    const memory = new ResultMemory(memoryStore(), "results");
    for (let index = 0; index < 251; index++) memory.keep(`${index}`, keptOf());
    assert.equal(memory.recall("0"), undefined);
    assert.ok(memory.recall("1"));
    const large = findingOf({ looks: [{ picture: "sweep", line: 0, at: 0, title: "", text: "x".repeat(20 * 1024 ** 2), range: { start: 0, end: 0 } }] });
    memory.keep("large 1", keptOf({ result: { kind: "found", finding: large } }));
    memory.keep("large 2", keptOf({ result: { kind: "found", finding: large } }));
    const pictures = (key: string): number => {
      const kept = memory.recall(key);
      return kept?.result.kind === "found" ? kept.result.finding.pictures.length : NaN;
    };
    assert.deepEqual([pictures("large 2"), pictures("large 1"), pictures("250")], [3, 0, 0]);
  });
});

describe("What the notes run on", () => {
  function choices(active: { folder: string | null } = { folder: "/models/one" }) {
    const store = memoryStore();
    let changes = 0;
    return { active, made: () => new NoteChoice(store, "choice", () => active.folder, () => changes++), changes: () => changes };
  }

  it("is the active model and the sample, until something else is chosen; and the same after a reload", () => {
    const { made, changes } = choices();
    assert.deepEqual(made().targetOf(SINKS), targetOf());
    const choice = made();
    choice.takeText(TEXT);
    choice.setSettings(SINKS, { share: 0.5 });
    choice.takeDocuments(["file:///b"]);
    choice.show(SINKS);
    assert.equal(changes(), 4);
    assert.deepEqual(made().targetOf(SINKS), targetOf({ text: TEXT, settings: { share: 0.5 } }), "a statement that builds no context gets no files");
    assert.equal(made().shown, SINKS);
    choice.takeSample();
    assert.deepEqual([made().text, made().takesSelection], [null, false]);
    choice.takeText(TEXT);
    assert.equal(made().takesSelection, true);
    assert.equal(made().targetOf("no-such"), null);
  });

  it("is another model for single statements until another one becomes active", () => {
    const { active, made } = choices();
    const choice = made();
    choice.useModels({ [SINKS]: "/models/bert", "rotations-keep-lengths": "/models/one" });
    assert.deepEqual([choice.folderOf(SINKS), choice.folderOf("rotations-keep-lengths")], ["/models/bert", "/models/one"]);
    assert.equal(made().folderOf(SINKS), "/models/bert");
    active.folder = "/models/two";
    assert.equal(choice.folderOf(SINKS), "/models/two");
    active.folder = "/models/one";
    choice.useActive([SINKS]);
    assert.equal(choice.folderOf(SINKS), "/models/one");
    active.folder = null;
    assert.equal(choice.targetOf(SINKS), null);
  });

  it("does not keep half a text", () => {
    const { made } = choices();
    const choice = made();
    choice.takeText({ ...TEXT, text: "x".repeat(LONGEST_TEXT + 1) });
    assert.equal(choice.text?.text.length, LONGEST_TEXT + 1);
    assert.equal(made().text, null);
  });
});
