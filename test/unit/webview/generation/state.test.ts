import assert from "node:assert/strict";
import { type Column, ended, newColumn, shownPath, shownSteps, shownText, speed, withItems } from "../../../../webview/generation/column";
import { candidatesOf, movedCandidate } from "../../../../webview/generation/candidate";
import { divergence } from "../../../../webview/generation/divergence";
import { headAt, movedHead, playOrPause, tick } from "../../../../webview/generation/playHead";
import { pipelineOf, pipelineRows } from "../../../../webview/generation/pipeline";
import { insertedText, runRows, tokensRead } from "../../../../webview/generation/runRows";
import { savedRun } from "../../../../webview/generation/savedRun";
import { stepOfPath } from "../../../../webview/generation/shownStep";
import { activeColumn, type GenerationState, headIn, initialState, kept, partsAt, placeIn, withBranch, withColumn, withEnd, without, withRun, withSource } from "../../../../webview/generation/state";
import { request, source, started, step, token } from "./items";

const begun = (count = 4): GenerationState => {
  const state = withRun(withSource(initialState(null), source), request, false);
  return withColumn(state, 0, column => withItems(column, [started(), ...Array.from({ length: count }, (_, at) => step(at, at))]));
};
const first = (state: GenerationState): Column => state.columns[0]!;

describe("The state of the generation page", () => {
  it("takes items in their order, by path", () => {
    const column = withItems(withItems(newColumn(0, request), [started(), step(0, 5, 2), step(0, 6)]), [step(1, 7, 2)]);
    assert.deepEqual(column.paths.map(path => path.map(one => one.token.id)), [[6], [], [5, 7]]);
    assert.equal(column.started?.generation, "g");
    assert.deepEqual(speed(column), { tokens: 3, milliseconds: 15 });
    assert.equal(shownPath(column), 2, "the one that grew last");
    assert.equal(shownPath({ ...column, chosen: { path: 0, end: null } }), 0);
    const compared = withItems(column, [{ kind: "compared", texts: ["g", "", "fh"], scores: [0.2, 0.9, 0.1], utility: null }]);
    assert.equal(shownPath(compared), 1, "the greatest score wins");
  });

  it("leaves the column as it was where nothing came, and never changes one that was given", () => {
    const before = withItems(newColumn(0, request), [started(), step(0, 1)]);
    const text = shownSteps(before);
    assert.equal(withItems(before, []), before);
    withItems(before, [step(1, 2)]);
    assert.equal(before.paths[0]?.length, 1);
    assert.equal(shownSteps(before), text, "the same array for the same column");
  });

  it("keeps the steps of a run that was stopped or broke off", () => {
    const stopped = withEnd(begun(), 0, "cancelled");
    assert.deepEqual([first(stopped).status, shownSteps(first(stopped)).length], ["cancelled", 4]);
    const failed = withEnd(begun(), 0, { problem: { code: "runtime-exited", message: "gone" } });
    assert.deepEqual([first(failed).status, first(failed).problem?.code, shownSteps(first(failed)).length], ["failed", "runtime-exited", 4]);
    const text = { path: 0, tokens: [token(0)], text: "a", score: null, ended: "cancelled" as const };
    assert.equal(ended(first(begun()), { finished: { texts: [text], milliseconds: 9, computed: 3, reused: 0 } }).status, "cancelled", "a run that was stopped may still tell its texts");
  });

  it("shows a run that was recorded elsewhere as it was, from its first token on", () => {
    const text = { path: 0, tokens: [token(4), token(5)], text: "ef", score: null, ended: "length" as const };
    const recorded = { items: [started(), step(0, 4), step(1, 5)], finished: { texts: [text], milliseconds: 10, computed: 5, reused: 0 } };
    const state = withSource(begun(), { ...source, recorded });
    const column = first(state);
    assert.deepEqual([state.columns.length, column.id, state.active, column.status, headIn(state, column)], [1, 1, 1, "done", 0]);
    assert.deepEqual(shownSteps(column).map(shown => shown.token.id), [4, 5]);
    assert.deepEqual(placeIn(state, column, 1), { generation: "g", tokens: [4, 5] });
    assert.deepEqual(withBranch(state, token(7))?.columns[1]?.request.ids, [0, 1, 2], "a branch of it has its prompt");
    assert.deepEqual(withSource(state, source).columns, []);
    for (const [at, head] of [[1, 1], [9, 1]] as const) {
      const named = withSource(begun(), { ...source, recorded: { ...recorded, at } });
      assert.equal(headIn(named, first(named)), head, "the token that it names");
    }
  });

  it("runs in place of what is there or beside it, and looks at the neighbour of a run that is removed", () => {
    const two = withRun(begun(), request, true);
    assert.deepEqual(two.columns.map(({ id }) => id), [0, 1]);
    assert.equal(activeColumn(two)?.id, 1);
    assert.deepEqual(withRun(two, request, false).columns.map(({ id }) => id), [2]);
    assert.equal(activeColumn(without(two, 1))?.id, 0);
    assert.deepEqual(withSource(two, { ...source, text: "other" }).columns, []);
    assert.deepEqual(withSource(two, { ...source, options: { num_beams: 9 } }).form.options, { do_sample: true }, "another text is run with the options in force");
  });

  it("moves among candidates from where it is now, however fast the keys come", () => {
    const state = begun();
    const current = (of: GenerationState | null): number | undefined => candidatesOf(of ?? state)?.current;
    assert.equal(current(state), 0, "the chosen one at first");
    const down = movedCandidate(state, "ArrowDown");
    assert.equal(current(down), 1);
    assert.equal(current(movedCandidate(down ?? state, "ArrowDown")), 1, "no further than the last");
    assert.equal(current(movedCandidate(movedCandidate(down ?? state, "Home") ?? state, "ArrowDown")), 1, "two keys without a drawing between them");
    assert.equal(movedCandidate(state, "x"), null);
    assert.equal(candidatesOf(initialState(null)), null);
  });

  it("moves the head step by step, follows what comes, and plays to the end", () => {
    const state = begun();
    assert.equal(headIn(state, first(state)), 3);
    const back = movedHead(state, "previous");
    assert.equal(back.head, 2);
    assert.equal(movedHead(movedHead(back, "first"), "previous").head, 0);
    assert.equal(movedHead(back, "next").head, null, "at the end of a run that goes on, what comes is followed");
    const over = withEnd(back, 0, "cancelled");
    assert.equal(movedHead(over, "next").head, 3);
    assert.equal(headIn(headAt(over, 99), first(over)), 3);
    let playing = playOrPause(headAt(over, 3));
    assert.deepEqual([playing.playing, playing.head], [true, 0], "from the start when at the end");
    const seen: (number | null)[] = [];
    for (; playing.playing; seen.push(playing.head)) playing = tick(playing);
    assert.deepEqual(seen, [1, 2, 3]);
    assert.equal(playOrPause(playing).playing, true);
    assert.equal(playOrPause({ ...playing, playing: true }).playing, false);
  });

  it("branches with the tokens up to there and another one, and keeps both", () => {
    const state = headAt(begun(), 2);
    const branched = withBranch(state, token(9));
    assert.ok(branched);
    const [parent, branch] = branched.columns;
    assert.deepEqual([branch?.request.ids, branch?.request.continues], [[0, 1, 2], [0, 1, 9]]);
    assert.deepEqual(branch?.request.options, { do_sample: true, seed: 3 }, "with the seed that the run told");
    assert.equal(parent, first(state));
    assert.deepEqual(shownSteps(branch).map(one => [one.token.id, one.given]), [[0, true], [1, true], [9, true]]);
    assert.equal(shownSteps(branch)[2]?.surprisal, 2, "it was ruled out: by what the model gave it");
    const grown = withColumn(branched, 1, column => withItems(column, [started({ generation: "h", given: [0, 1, 9].map(id => token(id)) }), step(0, 7)]));
    assert.deepEqual(partsAt(grown), [2, 2]);
    assert.equal(insertedText(grown.columns[1]!), "abjh");
    assert.deepEqual(tokensRead(grown.columns[1]!, 3), 6, "the prompt and the branch's beginning, once");
    assert.equal(withBranch(withRun(withSource(initialState(null), source), request, false), token(1)), null, "before the prompt is told there is nothing to branch from");
  });

  it("names a place by the run that it belongs to", () => {
    const branched = withBranch(headAt(begun(), 2), token(9))!;
    const grown = withColumn(branched, 1, column => withItems(column, [started({ generation: "h" }), step(0, 7), step(1, 8)]));
    const branch = grown.columns[1]!;
    assert.deepEqual(placeIn(grown, branch, 4), { generation: "h", tokens: [7, 8] });
    assert.deepEqual(placeIn(grown, branch, 1), { generation: "g", tokens: [0, 1] });
    assert.deepEqual(placeIn(grown, branch, 2), { generation: "g", tokens: [0, 1, 9] });
    assert.equal(placeIn(without(grown, 0), branch, 1), null, "it went with its run");
    const again = withBranch(headAt({ ...grown, active: 1 }, 4), token(5))!;
    const deeper = withColumn(again, 2, column => withItems(column, [started({ generation: "i" }), step(0, 6)]));
    const deepest = deeper.columns.find(({ id }) => id === 2)!;
    assert.deepEqual([placeIn(deeper, deepest, 4), placeIn(deeper, deepest, 3), placeIn(deeper, deepest, 0), placeIn(deeper, deepest, 5)], [{ generation: "h", tokens: [7, 5] }, { generation: "h", tokens: [7] }, { generation: "g", tokens: [0] }, { generation: "i", tokens: [6] }]);
  });

  it("finds where texts part: by ids of one vocabulary, by characters of several", () => {
    const text = (vocabulary: string, ...words: readonly string[]) => ({ vocabulary, tokens: words.map((word, at) => ({ id: vocabulary === "m" ? word.length * 10 + (word.codePointAt(0) ?? 0) : at, text: word })) });
    assert.deepEqual(divergence([text("m", "a", "b", "c"), text("m", "a", "b", "d"), text("m", "a", "b", "c", "e")]), [2, 2, 2]);
    assert.equal(divergence([text("m", "a", "b"), text("m", "a", "b", "c")]), null, "one is the beginning of the other");
    assert.equal(divergence([text("m", "a")]), null);
    assert.deepEqual(divergence([text("m", "the ", "cat"), text("n", "th", "e c", "ow")]), [1, 2]);
    assert.deepEqual(divergence([text("m", "🗼x"), text("n", "🗼", "y")]), [0, 1]);
  });

  it("shows candidates through the stages, and says which stage ruled one out", () => {
    const pipeline = pipelineOf(stepOfPath(step(0, 4)))!;
    assert.deepEqual(pipeline.stages.map(({ name, kept: left, removed }) => [name, left, removed]), [["model", null, 0], ["top-k 1", 1, 0.25]]);
    assert.deepEqual(pipeline.rows.map(({ chosen, cells, ruledOut }) => [chosen, cells.map(({ fate }) => fate), ruledOut?.name]), [[true, ["in", "in"], undefined], [false, ["in", "cut"], "top-k 1"]]);
    assert.equal(pipeline.greatest, 1);
    const rows = pipelineRows(pipeline);
    assert.deepEqual(rows[2], [9, "j", "", 0.25, 0, "top-k 1", "Only the best stays."]);
    assert.ok(rows.every(({ length }) => length === rows[0]?.length));
  });

  it("saves what replays a run, and has all steps as a table", () => {
    const state = withEnd(begun(), 0, "cancelled");
    const saved = JSON.parse(savedRun(first(state), { saved: new Date(), source: "a.md:1", text: "abc", checksum: null, helper: null })) as Record<string, unknown>;
    assert.deepEqual([saved["prompt"], saved["options"], saved["continues"], saved["folder"], saved["status"]], [[0, 1, 2], { do_sample: true, seed: 3 }, [], "/m", "cancelled"]);
    assert.deepEqual(saved["texts"], [{ path: 0, ids: [0, 1, 2, 3], text: "abcd", score: null, ended: "cancelled" }]);
    const rows = runRows(withItems(newColumn(0, request), [started({ cache: { window: 4, sinks: 1 } }), step(0, 0), step(1, 1), step(2, 2)]));
    const [names = []] = rows;
    const column = (name: string) => rows.slice(1).map(row => row[names.indexOf(name)]);
    assert.deepEqual([column("tokens in cache"), column("evicted"), column("cache (bytes)")], [[3, 4, 4], [0, 0, 1], [30, 40, 40]]);
  });

  it("inserts the text as the run told it, or up to a step", () => {
    const told = { path: 0, tokens: [0, 1, 2, 3].map(id => token(id)), text: "ab🗼", score: null, ended: "length" as const };
    const column = ended(first(begun()), { finished: { texts: [told], milliseconds: 9, computed: 3, reused: 0 } });
    assert.equal(shownText(column), told);
    assert.equal(insertedText(column), "ab🗼");
    assert.equal(insertedText(column, 2), "ab");
  });

  it("keeps what a person chose, and takes it as far as it fits", () => {
    const state = { ...initialState(null), pace: 16, tables: { tree: true }, open: { ...initialState(null).open, lens: false } };
    assert.deepEqual(kept(initialState(structuredClone(kept(state)))), kept(state));
    for (const odd of [7, "x", { pace: -1, open: 3, tables: { tree: "yes" } }]) assert.deepEqual(kept(initialState(odd)), kept(initialState(null)));
  });
});
