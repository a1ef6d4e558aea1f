import assert from "node:assert/strict";
import { Cancelled, Problem } from "../../../../src/protocol/problem";
import { NoteRuns, type NoteRunItem } from "../../../../src/views/notes/noteRuns";
import { targetKey } from "../../../../src/views/notes/noteTarget";
import { PointMemory } from "../../../../src/views/notes/pointMemory";
import { ResultMemory } from "../../../../src/views/notes/resultMemory";
import { runAll, type AllProgress } from "../../../../src/views/notes/runAll";
import { fakeNote } from "../../../fake/note";
import { memoryStore, SINKS, targetOf } from "./notesFixture";

const HANG = { source: "a.md:1", text: "!hang", document: "file:///a.md", range: { start: 0, end: 5 } };
const FAIL = { ...HANG, text: "!fail" };

function runs({ checksum = "c1" }: { checksum?: string } = {}) {
  const store = memoryStore();
  const results = new ResultMemory(store, "results");
  const points = new PointMemory(store, "points");
  const asked: Record<string, unknown>[] = [];
  const loads: string[] = [];
  const changes: string[] = [];
  const made = new NoteRuns({
    runtime: {
      checksum: () => Promise.resolve(checksum),
      runNote: ({ folder, ...request }, { signal = new AbortController().signal, onItem = () => undefined } = {}) => {
        asked.push({ folder, ...request });
        return fakeNote(request, folder, { signal, emit: onItem });
      },
    },
    results,
    points,
    load: (folder, { onItem }) => {
      loads.push(folder);
      onItem?.({ message: "Loading", fraction: 0.5 });
      return Promise.resolve();
    },
    readDocuments: uris => Promise.resolve(uris.map(uri => ({ name: uri, text: `what ${uri} says` }))),
    changed: id => changes.push(id),
  });
  return { made, results, points, asked, loads, changes };
}

describe("Running statements", () => {
  it("loads the model, tells of each step, and keeps what came of it", async () => {
    const { made, results, points, asked, loads, changes } = runs();
    const items: NoteRunItem[] = [];
    const finding = await made.run(targetOf({ documents: ["file:///b"], settings: { share: 0.5 } }), { onItem: item => items.push(item) });
    assert.deepEqual(loads, ["/models/one"]);
    assert.deepEqual(asked, [{ folder: "/models/one", id: SINKS, text: null, documents: [{ name: "file:///b", text: "what file:///b says" }], settings: { share: 0.5 }, known: {} }]);
    assert.deepEqual([items[0]?.kind, items.filter(({ kind }) => kind === "point").length, items.filter(({ kind }) => kind === "pictures").length], ["loading", 4, 4]);
    const kept = results.recall(targetKey(targetOf({ documents: ["file:///b"], settings: { share: 0.5 } })));
    assert.deepEqual([kept?.result, kept?.checksum, kept?.source], [{ kind: "found", finding }, "c1", null]);
    assert.equal(points.count(targetKey(targetOf({ documents: ["file:///b"], settings: { share: 0.5 } }))), 0, "a finished sweep leaves none");
    assert.deepEqual(changes, [SINKS, SINKS]);
    assert.equal(made.isRunning(SINKS), false);
  });

  it("puts statements that take spans to those that were chosen, and no others", async () => {
    const { made, asked } = runs();
    const text = { source: "a.md:1, 2 spans", text: "one two three", document: "file:///a.md", range: { start: 0, end: 13 }, spans: [{ start: 0, end: 3 }, { start: 8, end: 13 }] };
    const taking = { ...targetOf({ text }), id: "spans-are-filled-behind-sentinels" };
    await made.run(taking);
    await made.run(targetOf({ text }));
    assert.deepEqual(asked.map(({ spans }) => spans), [text.spans, undefined]);
    const other = { ...text, spans: [text.spans[0] ?? { start: 0, end: 1 }] };
    assert.notEqual(targetKey(taking), targetKey({ ...taking, text: other }));
    assert.equal(targetKey(targetOf({ text })), targetKey(targetOf({ text: other })));
  });

  it("goes on from the points of a run that was taken back, and measures all again once it is finished", async () => {
    const { made, points, results } = runs();
    const target = targetOf({ text: HANG });
    const abort = new AbortController();
    let told = 0;
    await assert.rejects(made.run(target, { signal: abort.signal, onItem: item => { if (item.kind === "pictures" && ++told === 2) abort.abort(); } }), Cancelled);
    assert.equal(points.count(targetKey(target)), 2);
    assert.equal(results.recall(targetKey(target)), undefined, "stopping is no result");
    const { figure } = await made.run(target);
    assert.equal(figure, 2, "two points were known");
    assert.equal(points.count(targetKey(target)), 0);
  });

  it("keeps the point of the step that was under way when it was taken back, too", async () => {
    const store = memoryStore();
    const points = new PointMemory(store, "points");
    const changes: string[] = [];
    let late = (): void => undefined;
    const made = new NoteRuns({
      runtime: {
        checksum: () => Promise.resolve("c1"),
        runNote: (_, { signal, onItem } = {}) =>
          new Promise((_resolve, reject) => {
            signal?.addEventListener("abort", () => reject(new Cancelled()));
            late = () => onItem?.({ kind: "point", key: "at 1", values: [1] });
            onItem?.({ kind: "point", key: "at 0", values: [0] });
          }),
      },
      results: new ResultMemory(store, "results"),
      points,
      load: () => Promise.resolve(),
      readDocuments: () => Promise.resolve([]),
      changed: id => changes.push(id),
    });
    const abort = new AbortController();
    await assert.rejects(made.run(targetOf(), { signal: abort.signal, onItem: () => abort.abort() }), Cancelled);
    assert.deepEqual([points.count(targetKey(targetOf())), changes.length], [1, 2]);
    late();
    assert.deepEqual([new PointMemory(store, "points").count(targetKey(targetOf())), changes.length], [2, 3]);
  });

  it("keeps points that belong to another model in the same folder apart", async () => {
    const first = runs();
    const abort = new AbortController();
    let told = 0;
    await assert.rejects(first.made.run(targetOf({ text: HANG }), { signal: abort.signal, onItem: item => { if (item.kind === "pictures" && ++told === 2) abort.abort(); } }), Cancelled);
    assert.equal(first.asked.length, 1);
    const other = runs({ checksum: "c2" });
    const stop = new AbortController();
    const running = other.made.run(targetOf({ text: HANG }), { signal: stop.signal, onItem: item => { if (item.kind === "pictures") stop.abort(); } });
    await assert.rejects(running, Cancelled);
    assert.deepEqual(other.asked[0]?.["known"], {});
  });

  it("is done once for all who ask: who joins hears what was told last, and stopping stops it for all", async () => {
    const { made, asked } = runs();
    const target = targetOf({ text: HANG });
    let seen = 0;
    const hung = new Promise<void>(resolve => {
      const first = made.run(target, { onItem: item => { if (item.kind === "pictures" && ++seen === 2) resolve(); } });
      first.catch(() => undefined);
    });
    await hung;
    assert.ok(made.isRunning(SINKS) && made.isRunning(target) && !made.isRunning(targetOf()));
    const items: NoteRunItem[] = [];
    const second = made.run(target, { onItem: item => items.push(item) });
    assert.deepEqual(items.map(({ kind }) => kind).sort(), ["loading", "pictures", "progress"]);
    made.stop(SINKS);
    await assert.rejects(second, Cancelled);
    assert.equal(asked.length, 1);
  });

  it("keeps a problem as what came of it, and the points before it", async () => {
    const { made, results, points } = runs();
    const target = targetOf({ text: FAIL });
    await assert.rejects(made.run(target), (error: unknown) => error instanceof Problem && error.code === "weights-not-finite");
    const kept = results.recall(targetKey(target));
    assert.ok(kept?.result.kind === "failed" && kept.result.problem.code === "weights-not-finite");
    assert.equal(points.count(targetKey(target)), 3);
  });
});

describe("Running all statements", () => {
  it("goes on behind one that fails and one that cannot be placed, and lists both", async () => {
    const { made } = runs();
    const told: AllProgress[] = [];
    const unplaced = { id: "rotations-keep-lengths", problem: new Problem("model-not-loaded", "No model.") };
    const results = await runAll([targetOf({ text: FAIL }), unplaced, targetOf()], (target, asked) => made.run(target, asked), new AbortController().signal, progress => told.push(progress));
    assert.deepEqual(results.map(result => (result.kind === "found" ? result.finding.verdict : result.problem.code)), ["weights-not-finite", "model-not-loaded", "holds"]);
    assert.deepEqual([told[0]?.done, told.at(-1)?.done, told.at(-1)?.of], [0, 3, 3]);
    assert.deepEqual([...new Set(told.map(({ at }) => at))], [0, 1, 2]);
    assert.ok(told.every(({ done }, index) => done >= (told[index - 1]?.done ?? 0)), "it never goes back");
  });

  it("ends with what it has when it is taken back; one that is stopped alone is left out", async () => {
    const { made } = runs();
    const abort = new AbortController();
    let seen = 0;
    const stopSecond = (item: NoteRunItem): void => {
      if (item.kind === "pictures" && ++seen === 2) made.stop(SINKS);
    };
    const results = await runAll(
      [targetOf(), targetOf({ text: HANG }), targetOf({ folder: "/models/two" }), targetOf({ text: { ...HANG, text: "!hang again" } })],
      (target, asked) => {
        if (target.text?.text === "!hang again") abort.abort();
        return made.run(target, { ...asked, onItem: item => { asked.onItem?.(item); if (target.text !== null) stopSecond(item); } });
      },
      abort.signal,
      () => undefined,
    );
    assert.deepEqual(results.map(result => result.kind === "found" && result.finding.settings["model"]), ["/models/one", "/models/two"]);
  });
});
