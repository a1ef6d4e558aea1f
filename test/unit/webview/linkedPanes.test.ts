import assert from "node:assert/strict";
import type { AttentionChoice, Line } from "../../../src/protocol/attention";
import { markedToken, pinnedInSource, tintLine } from "../../../webview/attention/editorSide";
import type { LineAsk } from "../../../webview/attention/choice";
import { Lines } from "../../../webview/attention/lines";
import { linkedPlaces, pinnedPlaces, pinOf, pointedTokens, seenIn, visiblePanes } from "../../../webview/attention/linked";
import { isRoomBeside, withDirection, withPane } from "../../../webview/attention/panes";
import { type AttentionState, focusOf, type Hover, initialState, withShown } from "../../../webview/attention/state";
import { runSummary, selfPane, translation } from "./panesOfRun";

const [ENCODER, DECODER, CROSS] = [0, 1, 2];
const NOWHERE = { row: null, column: null };

function beside(choice: Partial<AttentionChoice> = {}, more: Partial<AttentionState> = {}): AttentionState {
  const state = withShown(initialState(null), translation(), null);
  return { ...state, beside: true, choice: { ...state.choice, ...choice }, ...more };
}
const at = (pane: number, query: number | null, key: number | null, by: Hover["by"] = "pointer"): Hover => ({ pane, query, key, by });

describe("panes side by side", () => {
  it("need several panes and room for them", () => {
    assert.equal(isRoomBeside(beside(), 1200), true);
    assert.equal(isRoomBeside(beside(), 600), false);
    assert.equal(isRoomBeside({ shown: { ...translation(), run: runSummary("a", [selfPane(4, 4, 9)]) } }, 1200), false);
    assert.equal(isRoomBeside({ shown: null }, 1200), false);
  });

  it("are all in sight, the chosen one first; alone otherwise", () => {
    assert.deepEqual(visiblePanes(beside({ pane: DECODER })), [DECODER, ENCODER, CROSS]);
    assert.deepEqual(visiblePanes(beside({ pane: DECODER }, { beside: false })), [DECODER]);
    assert.deepEqual(visiblePanes(initialState(null)), []);
  });

  it("each show the head that was chosen in them", () => {
    let state = beside({ layer: 2, head: 1 });
    state = withPane(state, CROSS);
    state = { ...state, choice: { ...state.choice, layer: 3, head: 5 } };
    const heads = [ENCODER, DECODER, CROSS].map(pane => seenIn(state, pane).choice).map(({ pane, layer, head }) => [pane, layer, head]);
    assert.deepEqual(heads, [[ENCODER, 2, 1], [DECODER, 0, 0], [CROSS, 3, 5]]);
  });

  it("mark a source token that is pointed at in the encoder as a column of cross-attention, and nowhere in the decoder", () => {
    const state = beside({ pane: CROSS }, { hover: at(ENCODER, 12, 3) });
    assert.deepEqual([ENCODER, DECODER, CROSS].map(pane => linkedPlaces(state, pane)), [NOWHERE, NOWHERE, { row: null, column: 12 }]);
    assert.deepEqual(focusOf(seenIn(state, CROSS)), { token: 12, direction: "read-by", because: "hover" });
  });

  it("mark both tokens of a cell of cross-attention, each in the pane of its text", () => {
    const state = beside({}, { hover: at(CROSS, 4, 20) });
    assert.deepEqual([ENCODER, DECODER, CROSS].map(pane => linkedPlaces(state, pane)), [{ row: 20, column: 20 }, { row: 4, column: 4 }, NOWHERE]);
    assert.deepEqual(pointedTokens(state), { source: 20, target: 4 });
  });

  it("mark a target token of the decoder as a row of cross-attention", () => {
    const state = beside({}, { hover: at(DECODER, 7, 2) });
    assert.deepEqual([ENCODER, DECODER, CROSS].map(pane => linkedPlaces(state, pane)), [NOWHERE, NOWHERE, { row: 7, column: null }]);
    assert.equal(focusOf(seenIn(state, ENCODER)), null);
  });

  it("show a pinned token in every pane that has its text, whichever pane is chosen", () => {
    const cross = beside({ pane: CROSS, pinned: 4, direction: "reads" });
    const places = (state: AttentionState) => [ENCODER, DECODER, CROSS].map(pane => pinnedPlaces(state, pane));
    assert.deepEqual(places(cross), [NOWHERE, { row: 4, column: 4 }, { row: 4, column: null }]);
    const encoder = withPane(cross, ENCODER);
    assert.deepEqual(pinOf(encoder), { side: "target", token: 4 });
    assert.deepEqual(places(encoder), [NOWHERE, { row: 4, column: 4 }, { row: 4, column: null }]);
    assert.deepEqual(places(withPane(cross, DECODER)), [NOWHERE, { row: 4, column: null }, { row: 4, column: null }]);
    assert.deepEqual(pinOf(withDirection(cross, "read-by")), { side: "target", token: 4 });
  });

  it("forget a pin that cannot be seen when there is one pane only", () => {
    const encoder = { ...withPane(beside({ pane: CROSS, pinned: 4, direction: "reads" }), ENCODER), beside: false };
    assert.equal(pinOf(encoder), null);
    assert.deepEqual(pinnedPlaces(encoder, ENCODER), NOWHERE);
  });

  it("keep the cell that is pointed at when its pane is chosen", () => {
    const state = withPane(beside({}, { hover: at(CROSS, 4, 20, "keyboard") }), CROSS);
    assert.deepEqual(state.hover, at(CROSS, 4, 20, "keyboard"));
  });

  it("agree on every token, from whatever pane it is pointed at", () => {
    const { panes } = translation().run;
    for (const [from, { queries, keys, queriesOf, keysOf }] of panes.entries()) {
      for (const chosen of [ENCODER, DECODER, CROSS]) {
        for (const [side, tokens, hoverOf] of [[queriesOf, queries, (token: number) => at(from, token, null)], [keysOf, keys, (token: number) => at(from, null, token)]] as const) {
          for (let token = 0; token < tokens.length; token++) {
            const state = beside({ pane: chosen }, { hover: hoverOf(token) });
            for (const [there, pane] of panes.entries()) {
              if (there === from) continue;
              const expected = { row: pane.queriesOf === side ? token : null, column: pane.keysOf === side ? token : null };
              assert.deepEqual(linkedPlaces(state, there), expected, `${side} token ${token} of pane ${from} in ${there}`);
            }
            assert.equal(markedToken(state), side === "source" ? token : null);
          }
        }
      }
    }
  });
});

describe("the editor beside all panes", () => {
  it("is tinted with what a target token read of the source, wherever the token is looked at", () => {
    const asked = (state: AttentionState) => {
      const line = tintLine(state);
      return line && [line.pane, line.layer, line.head, line.token, line.direction];
    };
    const elsewhere = [null, null, { layer: 3, head: 5, direction: "reads" as const }];
    assert.deepEqual(asked(beside({ pane: DECODER, pinned: 6 }, { elsewhere })), [CROSS, 3, 5, 6, "reads"]);
    assert.deepEqual(asked(beside({ pane: ENCODER }, { elsewhere, hover: at(DECODER, 6, 1) })), [CROSS, 3, 5, 6, "reads"]);
    assert.deepEqual(asked(beside({ pane: ENCODER, layer: 1 }, { hover: at(ENCODER, 6, 1) })), [ENCODER, 1, 0, 6, "reads"]);
    assert.equal(asked(beside({ pane: CROSS }, { hover: at(CROSS, null, 6) })), null);
    assert.equal(asked(beside({ pane: DECODER, pinned: 6 }, { beside: false })), null);
    assert.equal(asked(beside({ pane: CROSS }, { editorToken: 3 })), null);
  });

  it("keeps the mark of a pinned source token while the decoder is chosen", () => {
    const state = withPane(beside({ pane: ENCODER, pinned: 9, direction: "reads" }), DECODER);
    assert.deepEqual([markedToken(state), pinnedInSource(state)], [9, 9]);
    assert.deepEqual([markedToken({ ...state, beside: false }), pinnedInSource({ ...state, beside: false })], [null, null]);
  });

  it("is marked at the key of a pair whose query is pinned in another pane", () => {
    const pinned = withPane(beside({ pane: CROSS, pinned: 9, direction: "read-by" }), ENCODER);
    assert.equal(markedToken({ ...pinned, hover: at(ENCODER, 9, 2) }), 2);
  });
});

describe("the lines of all panes", () => {
  const wanted = (state: AttentionState, numbered: (pane: number) => readonly number[] = () => []): LineAsk[] => {
    const asks: LineAsk[] = [];
    const fetch = (ask: LineAsk): Promise<Line> => {
      asks.push(ask);
      return new Promise(() => undefined);
    };
    new Lines(fetch, { arrive: () => undefined, fail: () => undefined }).want(state, numbered);
    return asks;
  };

  it("are asked for only where they are shown: nothing without a token that is looked at", () => {
    assert.deepEqual(wanted(beside()), []);
    assert.deepEqual(wanted(initialState(null)), []);
  });

  it("are those of the cell that is pointed at, and of the same token in the chosen pane", () => {
    const asks = wanted(beside({ pane: CROSS, layer: 2 }, { hover: at(ENCODER, 12, 3) }));
    assert.deepEqual(asks.map(({ pane, layer, token, direction }) => [pane, layer, token, direction]), [[CROSS, 2, 12, "read-by"], [ENCODER, 0, 12, "reads"]]);
  });

  it("are of panes in sight alone where they are written into cells", () => {
    const numbered = (pane: number) => (pane === ENCODER ? [0, 1] : []);
    assert.deepEqual(wanted(beside({ pane: CROSS }), numbered).map(({ pane, token }) => [pane, token]), [[ENCODER, 0], [ENCODER, 1]]);
    assert.deepEqual(wanted(beside({ pane: CROSS }, { beside: false }), numbered), []);
  });
});
