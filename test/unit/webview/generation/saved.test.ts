import assert from "node:assert/strict";
import type { GenerationSource, SavedMark } from "../../../../src/protocol/generationPage";
import { ended, newColumn, shownSteps, withItems } from "../../../../webview/generation/column";
import { isPrefixLm, noPrefixIn, prefixFact, prefixRefusal } from "../../../../webview/generation/prefix";
import { replayed } from "../../../../webview/generation/replayed";
import { knownBy } from "../../../../webview/generation/savedRun";
import { headAt } from "../../../../webview/generation/playHead";
import { initialState, placeIn, withBranch, withColumn, withEnd, withReplay, withRun, withSource } from "../../../../webview/generation/state";
import { beams, candidate, request, source, started, step, token } from "./items";

const MARK: SavedMark = { file: "a.generation.json", saved: "2026-11-23T10:00:00Z", model: "m", folder: "/m", missing: null, helper: null, known: { checksum: "c0ffee", helper: null }, prefix: 2, status: "done", given: [] };
const text = (ids: readonly number[], path: number | null = 0) => ({ path, tokens: ids.map(id => token(id)), text: "", score: null, ended: "length" as const });
const finished = (...texts: readonly ReturnType<typeof text>[]) => ({ texts, milliseconds: 1, computed: 1, reused: 0 });
const opened = (mark: Partial<SavedMark> = {}, ids: readonly number[] = [4, 5, 6]) =>
  withSource(initialState(null), { ...source, prefix: 2, saved: { ...MARK, ...mark }, recorded: { items: [started(), ...ids.map((id, at) => step(at, id))], finished: finished(text(ids)) } });
const run = (ids: readonly number[]) => ended(withItems(newColumn(1, request), ids.map((id, at) => step(at, id))), { finished: finished(text(ids)) });

describe("A saved run on the page", () => {
  it("is shown as it was, and asked for again just so", () => {
    const state = opened();
    const [column] = state.columns;
    assert.deepEqual([column?.status, column?.saved?.file, state.form.prefix], ["done", "a.generation.json", 2]);
    assert.deepEqual(column?.request, { folder: "/m", options: { do_sample: true, seed: 3 }, watched: 12, ids: [0, 1, 2], prefix: 2, weights: "exact" });
    const again = withReplay(state, 0);
    assert.deepEqual([again.columns[1]?.request, again.columns[1]?.replays, again.active], [column?.request, 0, 1]);
    assert.equal(withBranch(headAt(state, 1), token(8))?.columns[1]?.request.prefix, 2, "a branch has its prefix");
  });

  it("has places where its model is at hand, those that a branch was given among them", () => {
    const given = [{ token: token(9), text: "j", surprisal: 1, explained: null }];
    const state = opened({ given });
    assert.deepEqual(shownSteps(state.columns[0]!).map(one => [one.token.id, one.given]), [[9, true], [4, false], [5, false], [6, false]]);
    assert.deepEqual(state.columns[0]?.request.continues, [9]);
    assert.deepEqual(placeIn(state, state.columns[0], 1), { generation: "g", tokens: [9, 4] });
    assert.deepEqual(placeIn(state, state.columns[0], 0), { generation: "g", tokens: [9] });
    const missing = opened({ folder: null, missing: "m is not at hand." });
    assert.equal(placeIn(missing, missing.columns[0]!, 1), null);
  });

  it("is saved again with what its models are known by, also where they are not at hand", async () => {
    const checksumOf = (folder: string): Promise<string | null> => Promise.resolve(folder === "" ? null : `of ${folder}`);
    const helper = { folder: "/gone/small", as: "draft", model: "small", checksum: "facade" } as const;
    const missing = opened({ folder: null, missing: "m is not at hand.", known: { checksum: "c0ffee", helper } }).columns[0]!;
    assert.deepEqual(await knownBy(missing, [], checksumOf), { checksum: "c0ffee", helper });
    const found = opened({ helper: { folder: "/here/small", as: "draft" }, known: { checksum: "c0ffee", helper } }).columns[0]!;
    assert.deepEqual((await knownBy(found, [], checksumOf)).helper, { ...helper, folder: "/here/small" });
    const own = newColumn(0, { ...request, helper: { folder: "/b", as: "amateur" } });
    assert.deepEqual(await knownBy(own, [{ folder: "/b", name: "b" }], checksumOf), { checksum: "of /m", helper: { folder: "/b", as: "amateur", model: "b", checksum: "of /b" } });
    assert.equal((await knownBy(newColumn(0, request), [], checksumOf)).helper, null);
  });

  it("that was stopped or broke off stays so", () => {
    const recorded = { items: [started(), step(0, 4)], finished: null };
    const of = (status: SavedMark["status"]) => withSource(initialState(null), { ...source, saved: { ...MARK, status }, recorded }).columns[0]?.status;
    assert.deepEqual([of("cancelled"), of("running"), of("failed")], ["cancelled", "cancelled", "failed"]);
  });
});

describe("A replay", () => {
  it("is identical, or differs first at a token", () => {
    const saved = opened().columns[0]!;
    assert.deepEqual(replayed(saved, run([4, 5, 6])), { identical: true, texts: 1, tokens: 3 });
    assert.deepEqual(replayed(saved, run([4, 7, 8])), { identical: false, text: 0, at: 1, saved: token(5), now: token(7), texts: 1 });
    assert.deepEqual(replayed(saved, run([4, 5])), { identical: false, text: 0, at: 2, saved: token(6), now: null, texts: 1 });
    assert.deepEqual(replayed(saved, run([4, 5, 6, 7])), { identical: false, text: 0, at: 3, saved: null, now: token(7), texts: 1 });
  });

  it("of what was stopped is compared as far as that came, beams step by step", () => {
    const stopped = { ...opened({}, [4, 5]).columns[0]!, status: "cancelled" as const };
    assert.equal(replayed(stopped, run([4, 5, 6])).identical, true);
    const grow = (last: number) => [beams(0, 1, [candidate(0, 1, -1, 0), candidate(0, 2, -2, 1)]), beams(1, 2, [candidate(0, 3, -1, 0), candidate(1, last, -2, 1)])];
    const saved = ended(withItems(newColumn(0, request), grow(5)), "cancelled");
    const whole = (last: number) => ended(withItems(newColumn(1, request), [...grow(last), beams(2, 2, [candidate(0, 7, -3, 0)])]), { finished: finished(text([1, 3, 7], null)) });
    assert.equal(replayed(saved, whole(5)).identical, true);
    const other = replayed(saved, whole(6));
    assert.deepEqual([other.identical, "at" in other && [other.text, other.at]], [false, [1, 1]]);
    const done = (...ids: readonly number[]) => ended(withItems(newColumn(0, request), grow(5)), { finished: finished(text(ids, null)) });
    assert.equal(replayed(done(1, 3), done(1, 3)).identical, true);
    assert.equal(replayed(done(1, 3), done(2, 3)).identical, false);
  });
});

describe("A prefix", () => {
  it("is refused with the reason where it cannot be", () => {
    const begun = withColumn(withRun(withSource(initialState(null), source), request, false), 0, column => withItems(column, [started(), step(0, 4)]));
    const state = withEnd(begun, 0, "cancelled");
    const asked = (prefix: number, options: Record<string, unknown> = {}) => prefixRefusal({ ...state, form: { ...state.form, prefix, options } });
    assert.deepEqual([asked(0), asked(3)], [null, null]);
    assert.match(asked(4) ?? "", /3 tokens: a prefix of 4/);
    assert.match(asked(2, { attention_window: 8 }) ?? "", /window/);
    const none = { ...state, source: { ...source, models: [{ ...source.models[0]!, noPrefix: "m has no prefix: because." }] } };
    assert.equal(noPrefixIn(none), "m has no prefix: because.");
    assert.equal(prefixRefusal({ ...none, form: { ...none.form, prefix: 1 } }), "m has no prefix: because.");
    assert.equal(prefixRefusal(none), null);
  });

  it("of a prefix LM is all of the text unless another is asked for: no window goes with that, and what ran is told", () => {
    const trained: GenerationSource = { ...source, models: [{ ...source.models[0]!, prefixLm: true }] };
    const state = withSource(initialState(null), trained);
    assert.deepEqual([isPrefixLm(state), state.form.prefix, isPrefixLm(withSource(initialState(null), source))], [true, null, false]);
    const asked = (prefix: number | null, options = {}) => prefixRefusal({ ...state, form: { ...state.form, prefix, options } });
    assert.deepEqual([asked(null), asked(0, { attention_window: 8 })], [null, null]);
    assert.match(asked(null, { attention_window: 8 }) ?? "", /Causal/);
    const fact = (prefix: number | undefined, ran: number, of = trained) => prefixFact({ source: of }, withItems(newColumn(0, { ...request, ...(prefix !== undefined && { prefix }) }), [started({ prefix: ran })]));
    assert.deepEqual([fact(undefined, 3), fact(0, 0), fact(2, 2)], [["prefix of 3 tokens, as trained"], ["no prefix"], ["prefix of 2 tokens"]]);
    assert.deepEqual([fact(undefined, 0, source), fact(0, 0, source)], [[], []]);
  });

  it("as trained is a state of its own: it comes back from a file as such, and is asked for by no number", () => {
    const [column] = opened({ prefix: null }).columns;
    assert.equal(column?.request.prefix, undefined);
    assert.equal(opened({ prefix: 0 }).columns[0]?.request.prefix, 0);
  });
});
