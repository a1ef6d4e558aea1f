import assert from "node:assert/strict";
import type { AttentionChoice } from "../../../src/protocol/attention";
import { lineSide, markedToken, pinnedInSource } from "../../../webview/attention/editorSide";
import { editorPlaces } from "../../../webview/attention/linked";
import { paneOf, tokensOf, withDirection, withoutPinOf, withPane } from "../../../webview/attention/panes";
import { type AttentionState, focusOf, glancesOf, initialState, kept, metricOf, withGlance, withShown } from "../../../webview/attention/state";
import { keptState } from "../../../webview/attention/store";
import { translation } from "./panesOfRun";

const [ENCODER, DECODER, CROSS] = [0, 1, 2];

function stateWith(choice: Partial<AttentionChoice> = {}): AttentionState {
  const state = withShown(initialState(null), translation(), null);
  return { ...state, choice: { ...state.choice, ...choice } };
}
const placeOf = ({ choice: { pane, layer, head } }: AttentionState) => [pane, layer, head];
const pinOf = ({ choice: { pinned, direction } }: AttentionState) => [pinned, direction];

describe("panes of an encoder–decoder", () => {
  it("each keep the head that was chosen in them", () => {
    let state = stateWith({ layer: 2, head: 1 });
    state = withPane(state, CROSS);
    assert.deepEqual(placeOf(state), [CROSS, 0, 0]);
    state = { ...state, choice: { ...state.choice, layer: 3, head: 5 } };
    state = withPane(withPane(state, DECODER), ENCODER);
    assert.deepEqual(placeOf(state), [ENCODER, 2, 1]);
    assert.deepEqual(placeOf(withPane(state, CROSS)), [CROSS, 3, 5]);
    assert.equal(withPane(state, 7), state);
    assert.equal(withPane(state, ENCODER), state);
  });

  it("share the weighting", () => {
    assert.equal(withPane(stateWith({ weighting: "no-sink" }), DECODER).choice.weighting, "no-sink");
  });

  it("keep a token of the source pinned wherever the source is", () => {
    const encoder = stateWith({ pinned: 17, direction: "reads" });
    const cross = withPane(encoder, CROSS);
    assert.deepEqual(pinOf(cross), [17, "read-by"]);
    const decoder = withPane(cross, DECODER);
    assert.equal(decoder.choice.pinned, null);
    assert.deepEqual(decoder.aside, { side: "source", token: 17 });
    const back = withPane(decoder, ENCODER);
    assert.deepEqual(pinOf(back), [17, "reads"]);
    assert.equal(back.aside, null);
  });

  it("keep a token of the target pinned wherever the target is", () => {
    const decoder = stateWith({ pane: DECODER, pinned: 4, direction: "read-by" });
    const cross = withPane(decoder, CROSS);
    assert.deepEqual(pinOf(cross), [4, "reads"]);
    assert.deepEqual(pinOf(withPane(cross, DECODER)), [4, "read-by"]);
    const encoder = withPane(cross, ENCODER);
    assert.equal(encoder.choice.pinned, null);
    assert.deepEqual(pinOf(withPane(encoder, DECODER)), [4, "read-by"]);
  });

  it("take what was pointed at along, if they have it", () => {
    const encoder: AttentionState = { ...stateWith(), hover: { pane: ENCODER, query: 12, key: 3, by: "pointer" } };
    assert.deepEqual(withPane(encoder, CROSS).hover, { pane: CROSS, query: null, key: 12, by: "column" });
    assert.equal(withPane(encoder, DECODER).hover, null);
    const cross: AttentionState = { ...stateWith({ pane: CROSS }), hover: { pane: CROSS, query: 2, key: 20, by: "pointer" } };
    assert.deepEqual(withPane(cross, DECODER).hover, { pane: DECODER, query: 2, key: null, by: "column" });
    assert.deepEqual(withPane(cross, ENCODER).hover, { pane: ENCODER, query: 20, key: null, by: "column" });
  });

  it("lay the pin aside while one looks the other way across two texts", () => {
    const cross = stateWith({ pane: CROSS, pinned: 8, direction: "reads" });
    const other = withDirection(cross, "read-by");
    assert.deepEqual(pinOf(other), [null, "read-by"]);
    assert.deepEqual(pinOf(withDirection(other, "reads")), [8, "reads"]);
    assert.deepEqual(pinOf(withDirection(stateWith({ pinned: 8, direction: "reads" }), "read-by")), [8, "read-by"]);
  });

  it("forget a pin of a text that is about to change", () => {
    const cross = stateWith({ pane: CROSS, pinned: 8, direction: "reads" });
    assert.equal(withoutPinOf(cross, "target").choice.pinned, null);
    assert.equal(withoutPinOf(cross, "source").choice.pinned, 8);
    assert.equal(withoutPinOf(withPane(cross, ENCODER), "target").aside, null);
  });

  it("never pin what they do not have, from whatever pane to whatever pane", () => {
    for (const from of [ENCODER, DECODER, CROSS]) {
      for (const direction of ["reads", "read-by"] as const) {
        for (let pinned = 0; pinned < tokensOf(paneOf(stateWith({ pane: from })), direction).length; pinned++) {
          for (const to of [ENCODER, DECODER, CROSS]) {
            const there = withPane(stateWith({ pane: from, pinned, direction }), to);
            const focus = focusOf(there);
            if (focus) assert.ok(focus.token < tokensOf(paneOf(there), focus.direction).length);
            assert.deepEqual(pinOf(withPane(there, from)), [pinned, direction], `${pinned} ${direction} from ${from} to ${to} and back`);
          }
        }
      }
    }
  });

  it("hold their own glances, which arrive in one stream", () => {
    const numbers = new Float32Array(6);
    const glance = (pane: number, layer: number) => ({ pane, layer, width: 1, height: 1, thumbnails: new Uint8Array(6), entropy: numbers, firstToken: numbers, previousToken: numbers, meanDistance: numbers, otherSentences: numbers });
    const state = withGlance(withGlance(stateWith(), glance(CROSS, 1)), glance(ENCODER, 0));
    assert.deepEqual(glancesOf(state).map(found => found?.pane), [ENCODER]);
    assert.equal(glancesOf(withPane(state, CROSS))[1]?.pane, CROSS);
    assert.equal(glancesOf(withPane(state, DECODER)).length, 0);
  });

  it("colour by a distance only where there is one, and again when it is back", () => {
    const state: AttentionState = { ...stateWith(), metric: "meanDistance" };
    assert.equal(metricOf(state), "meanDistance");
    assert.equal(metricOf(withPane(state, CROSS)), "picture");
    assert.equal(metricOf(withPane(withPane(state, CROSS), DECODER)), "meanDistance");
  });

  it("come back from storage", () => {
    const before = withPane(withPane(stateWith({ layer: 2, head: 1, pinned: 17 }), CROSS), DECODER);
    const stored = keptState(JSON.parse(JSON.stringify(kept(before))));
    assert.ok(stored);
    const again = withShown(initialState(stored), translation(), stored.run);
    assert.deepEqual([placeOf(again), again.aside], [[DECODER, 0, 0], { side: "source", token: 17 }]);
    const encoder = withPane(again, ENCODER);
    assert.deepEqual([placeOf(encoder), pinOf(encoder)], [[ENCODER, 2, 1], [17, "reads"]]);
    assert.equal(withShown(initialState(stored), translation("other"), stored.run).aside, null);
    const damaged = keptState({ ...JSON.parse(JSON.stringify(kept(before))), elsewhere: [{ layer: "x" }, 7], aside: { side: "left", token: 1 } });
    assert.deepEqual([damaged?.elsewhere, damaged?.aside], [[null, null], null]);
  });
});

describe("the editor's side of the panes", () => {
  const hovering = (state: AttentionState, query: number | null, key: number | null): AttentionState => ({ ...state, hover: { pane: state.choice.pane, query, key, by: "pointer" } });
  const cross = stateWith({ pane: CROSS });

  it("is tinted with what a target token read, and with nothing else of two texts", () => {
    assert.equal(lineSide(cross, focusOf(hovering(cross, 3, null))!), "source");
    assert.equal(lineSide(cross, focusOf(hovering(cross, null, 3))!), "target");
    assert.equal(lineSide(stateWith({ pane: DECODER }), { token: 1, direction: "reads", because: "hover" }), "target");
    assert.equal(lineSide(stateWith(), { token: 1, direction: "read-by", because: "hover" }), "source");
  });

  it("is marked at tokens of the source alone", () => {
    assert.equal(markedToken(hovering(cross, 3, 20)), 20);
    assert.equal(markedToken(hovering(cross, 3, null)), null);
    const pinnedTarget: AttentionState = { ...cross, choice: { ...cross.choice, pinned: 3, direction: "reads" } };
    assert.deepEqual([markedToken(pinnedTarget), pinnedInSource(pinnedTarget)], [null, null]);
    assert.equal(markedToken(hovering(pinnedTarget, 5, 20)), 20);
    const pinnedSource: AttentionState = { ...cross, choice: { ...cross.choice, pinned: 21, direction: "read-by" } };
    assert.deepEqual([markedToken(pinnedSource), pinnedInSource(pinnedSource)], [21, 21]);
    assert.equal(markedToken(hovering(pinnedSource, 4, null)), 21);
    const decoder = stateWith({ pane: DECODER, pinned: 3 });
    assert.deepEqual([markedToken(hovering(decoder, 5, 2)), markedToken(decoder), pinnedInSource(decoder)], [null, null, null]);
  });

  it("is shown on the axis that is the source's", () => {
    const inEditor = (state: AttentionState): AttentionState => ({ ...state, editorToken: 19 });
    assert.deepEqual(editorPlaces(inEditor(stateWith()), ENCODER), { row: 19, column: 19 });
    assert.deepEqual(editorPlaces(inEditor(cross), CROSS), { row: null, column: 19 });
    assert.deepEqual(editorPlaces(inEditor(stateWith({ pane: DECODER })), DECODER), { row: null, column: null });
    assert.deepEqual(focusOf(inEditor(cross)), { token: 19, direction: "read-by", because: "editor" });
    assert.deepEqual(focusOf(inEditor(stateWith())), { token: 19, direction: "reads", because: "editor" });
    assert.equal(focusOf(inEditor(stateWith({ pane: DECODER }))), null);
  });
});
