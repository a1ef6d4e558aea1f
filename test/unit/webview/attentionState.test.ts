import assert from "node:assert/strict";
import { type AttentionChoice, type AttentionShown, type LayerGlance, WEIGHTINGS } from "../../../src/protocol/attention";
import { choiceFor, isChoice, movedHead, neighbouringHead, nextWeighting, pinned } from "../../../webview/attention/choice";
import { markedToken } from "../../../webview/attention/editorSide";
import { type Activity, endOf, focusOf, glancesOf, hoveredCell, initialState, kept, withGlance, withShown } from "../../../webview/attention/state";
import { keptState, Store } from "../../../webview/attention/store";
import { runSummary, selfPane } from "./panesOfRun";
import { Cancelled, Problem } from "../../../src/protocol/problem";

const CHOICE: AttentionChoice = { pane: 0, layer: 2, head: 3, weighting: "no-sink", pinned: 4, direction: "read-by" };

function shown(run = "a", more: Partial<AttentionShown> = {}): AttentionShown {
  return { run: runSummary(run, [selfPane(4, 6, 10)]), source: "s", stale: false, choice: null, ...more };
}

describe("attention choice", () => {
  const run = selfPane(4, 6, 10);

  it("is brought into what the run has", () => {
    assert.deepEqual(choiceFor(CHOICE, [run]), CHOICE);
    assert.deepEqual(choiceFor({ ...CHOICE, pane: 2 }, [run]), { ...CHOICE, pinned: null });
    assert.deepEqual(choiceFor({ ...CHOICE, layer: 11, head: 9, pinned: 10 }, [run]), { ...CHOICE, layer: 3, head: 5, pinned: null });
    assert.deepEqual(choiceFor({ ...CHOICE, layer: -1, pinned: -2 }, [run]), { ...CHOICE, layer: 0, pinned: null });
  });

  it("moves through the grid and stops at its edges, or goes round", () => {
    assert.deepEqual(movedHead({ layer: 0, head: 5 }, -1, 1, run), { layer: 0, head: 5 });
    assert.deepEqual(neighbouringHead({ layer: 1, head: 5 }, 1, run), { layer: 2, head: 0 });
    assert.deepEqual(neighbouringHead({ layer: 0, head: 0 }, -1, run), { layer: 3, head: 5 });
    let head = { layer: 0, head: 0 };
    const seen = new Set<string>();
    for (let step = 0; step < 24; step++) {
      head = neighbouringHead(head, 1, run);
      seen.add(`${head.layer} ${head.head}`);
    }
    assert.equal(seen.size, 24);
    assert.deepEqual(head, { layer: 0, head: 0 });
  });

  it("goes through all weightings", () => {
    assert.deepEqual(WEIGHTINGS.map(nextWeighting), [...WEIGHTINGS.slice(1), WEIGHTINGS[0]]);
  });

  it("lets a token go that is pinned again the same way, and only then", () => {
    assert.equal(pinned(CHOICE, 4, "read-by").pinned, null);
    assert.deepEqual(pinned(CHOICE, 4, "reads"), { ...CHOICE, direction: "reads" });
    assert.equal(pinned(CHOICE, 5, "read-by").pinned, 5);
  });

  it("is known when it comes back from storage", () => {
    assert.ok(isChoice(structuredClone(CHOICE)));
    for (const wrong of [null, 3, {}, { ...CHOICE, weighting: "loud" }, { ...CHOICE, layer: 1.5 }, { ...CHOICE, pane: undefined }, { ...CHOICE, pinned: "4" }]) assert.equal(isChoice(wrong), false);
  });
});

describe("attention state", () => {
  const glance = (layer: number): LayerGlance => {
    const numbers = new Float32Array(6);
    return { pane: 0, layer, width: 1, height: 1, thumbnails: new Uint8Array(6), entropy: numbers, firstToken: numbers, previousToken: numbers, meanDistance: numbers, otherSentences: numbers };
  };

  it("keeps the head for another run, but not the pinned token", () => {
    const first = withShown(initialState(null), shown("a", { choice: CHOICE }), null);
    assert.deepEqual(first.choice, CHOICE);
    const second = withShown(withGlance(first, glance(1)), shown("b"), null);
    assert.deepEqual(second.choice, { ...CHOICE, pinned: null });
    assert.deepEqual(second.glances, []);
  });

  it("keeps what has arrived when the same run is shown again", () => {
    const state = withGlance(withGlance(withShown(initialState(null), shown("a"), null), glance(2)), glance(0));
    assert.equal(glancesOf(state)[2]?.layer, 2);
    assert.equal(glancesOf(state)[1], undefined);
    assert.deepEqual(withShown(state, shown("a", { stale: true }), null).glances, state.glances);
  });

  it("comes back from storage with the pinned token, if the run is the same", () => {
    const before = withShown(initialState(null), shown("a", { choice: CHOICE }), null);
    const stored = keptState(JSON.parse(JSON.stringify(kept({ ...before, metric: "entropy", end: 0.1, tables: { heads: true, token: false } }))));
    assert.ok(stored);
    const again = initialState(stored);
    assert.equal(again.metric, "entropy");
    assert.equal(again.end, 0.1);
    assert.deepEqual(again.tables, { heads: true, token: false });
    assert.deepEqual(withShown(again, shown("a"), stored.run).choice, CHOICE);
    assert.deepEqual(withShown(again, shown("other"), stored.run).choice, { ...CHOICE, pinned: null });
  });

  it("ignores what another version stored", () => {
    for (const wrong of [undefined, null, 7, "x", {}, { choice: CHOICE }, { choice: CHOICE, metric: "loudness", tables: {} }]) assert.equal(keptState(wrong), null);
  });

  it("looks at the pinned token, else at what is hovered, else at the editor's", () => {
    const none = { ...withShown(initialState(null), shown(), null), editorToken: null };
    assert.equal(focusOf(none), null);
    const inEditor = { ...none, editorToken: 7 };
    assert.deepEqual(focusOf(inEditor), { token: 7, direction: "reads", because: "editor" });
    const cell = { ...inEditor, hover: { pane: 0, query: 5, key: 2, by: "pointer" as const } };
    assert.deepEqual(focusOf(cell), { token: 5, direction: "reads", because: "hover" });
    assert.deepEqual(focusOf({ ...cell, choice: { ...cell.choice, direction: "read-by" } }), { token: 2, direction: "read-by", because: "hover" });
    assert.deepEqual(focusOf({ ...cell, hover: { pane: 0, query: null, key: 2, by: "column" } }), { token: 2, direction: "read-by", because: "hover" });
    assert.deepEqual(focusOf({ ...cell, choice: { ...cell.choice, pinned: 9 } }), { token: 9, direction: "reads", because: "pinned" });
    assert.equal(focusOf({ ...none, hover: { pane: 0, query: null, key: 2, by: "list" } }), null);
    assert.equal(hoveredCell({ pane: 0, query: null, key: 2, by: "pointer" }), null);
    assert.deepEqual(hoveredCell(cell.hover), { query: 5, key: 2 });
  });

  it("marks in the editor the token of a pair that is not pinned", () => {
    const base = withShown(initialState(null), shown(), null);
    const hovered = { ...base, hover: { pane: 0, query: 5, key: 2, by: "pointer" as const } };
    assert.equal(markedToken(base), null);
    assert.equal(markedToken(hovered), 5);
    assert.equal(markedToken({ ...hovered, choice: { ...base.choice, pinned: 5 } }), 2);
    assert.equal(markedToken({ ...hovered, choice: { ...base.choice, pinned: 2, direction: "read-by" } }), 5);
    assert.equal(markedToken({ ...base, choice: { ...base.choice, pinned: 5 } }), 5);
  });

  it("ends the ramp where it suits the text unless somebody chose", () => {
    const state = withShown(initialState(null), shown(), null);
    assert.equal(endOf(state), 1);
    assert.equal(endOf({ ...state, end: 0.03 }), 0.03);
  });
});

describe("attention store", () => {
  it("tells of changes, and only of those", () => {
    let changes = 0;
    const store = new Store(initialState(null), () => changes++);
    store.update(state => state);
    store.update(state => ({ ...state, metric: "entropy" }));
    assert.equal(changes, 1);
    assert.equal(store.state.metric, "entropy");
  });

  it("shows a problem in its place and keeps silent about cancellations", () => {
    const store = new Store(initialState(null), () => undefined);
    const activity = (): Activity => store.state.activity;
    store.failed(new Cancelled());
    store.runFailed(new Cancelled());
    assert.equal(store.state.partProblem, null);
    assert.equal(activity().kind, "running");
    store.failed(new Problem("run-gone", "The run is gone.", { remedy: "Run again." }));
    assert.deepEqual(store.state.partProblem, { code: "run-gone", message: "The run is gone.", remedy: "Run again." });
    store.runFailed(new Error("boom"));
    const now = activity();
    assert.ok(now.kind === "failed" && now.problem.code === "internal");
  });
});
