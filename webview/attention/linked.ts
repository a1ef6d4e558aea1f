import type { AttentionPane } from "../../src/protocol/attention";
import { carried, paneOf, type Pin, type Side, sideOf, withPane } from "./panes";
import type { AttentionState } from "./state";

/** Where a token is in a pane's picture: as a row, as a column, as both or as neither. */
export interface Places {
  readonly row: number | null;
  readonly column: number | null;
}

const NOWHERE: Places = { row: null, column: null };

/** The panes in sight by number, the chosen one first: what it lacks is the most urgent. */
export function visiblePanes({ shown, choice, beside }: AttentionState): readonly number[] {
  if (!shown) return [];
  const others = shown.run.panes.map((_, pane) => pane).filter(pane => pane !== choice.pane);
  return [choice.pane, ...(beside ? others : [])];
}

/** `state` as though the pane with this number were chosen: with its head, and with what is pinned and pointed at anywhere as its own tokens. */
export function seenIn(state: AttentionState, pane: number): AttentionState {
  return pane === state.choice.pane ? { ...state, hover: carried(state, pane) } : withPane(state, pane);
}

/** The pinned token of all panes in sight; null for none. */
export function pinOf(state: AttentionState): Pin | null {
  const pane = paneOf(state);
  const { pinned, direction } = state.choice;
  if (pane && pinned !== null) return { side: sideOf(pane, direction), token: pinned };
  return state.beside ? state.aside : null;
}

/** What is pointed at, by the text it is of. Of a pair of the same text the token that one looks at, or the other one if that is pinned. */
export function pointedTokens(state: AttentionState): Readonly<Record<Side, number | null>> {
  const { hover, shown } = state;
  const pane = hover && shown?.run.panes[hover.pane];
  if (!hover || !pane) return { source: null, target: null };
  const { direction, pinned } = seenIn(state, hover.pane).choice;
  // What is pinned is marked itself, so that of a pair the other one is news.
  const readerFirst = (direction === "reads") === (pinned === null);
  const of = (side: Side) => {
    const query = pane.queriesOf === side ? hover.query : null;
    const key = pane.keysOf === side ? hover.key : null;
    return readerFirst ? (query ?? key) : (key ?? query);
  };
  return { source: of("source"), target: of("target") };
}

/** Where the pinned token is in a pane: the way one looks at it in the chosen one, on every axis of its text in the others. */
export function pinnedPlaces(state: AttentionState, index: number): Places {
  const { choice, shown } = state;
  if (index === choice.pane && choice.pinned !== null) {
    return choice.direction === "reads" ? { row: choice.pinned, column: null } : { row: null, column: choice.pinned };
  }
  const pin = pinOf(state);
  return pin ? placesOf(shown?.run.panes[index], pin) : NOWHERE;
}

/** Where what is pointed at in another pane is in this one. */
export function linkedPlaces(state: AttentionState, index: number): Places {
  if (!state.hover || state.hover.pane === index) return NOWHERE;
  const pane = state.shown?.run.panes[index];
  const pointed = pointedTokens(state);
  return pane ? { row: pointed[pane.queriesOf], column: pointed[pane.keysOf] } : NOWHERE;
}

/** Where the token under the editor's cursor is in a pane: on each axis that is the source's. */
export function editorPlaces({ shown, editorToken }: AttentionState, index: number): Places {
  return editorToken === null ? NOWHERE : placesOf(shown?.run.panes[index], { side: "source", token: editorToken });
}

function placesOf(pane: AttentionPane | undefined, { side, token }: Pin): Places {
  return { row: pane?.queriesOf === side ? token : null, column: pane?.keysOf === side ? token : null };
}
