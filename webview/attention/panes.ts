import type { AttentionChoice, AttentionPane } from "../../src/protocol/attention";
import type { Token } from "../../src/protocol/tokens";
import { choiceFor } from "./choice";
import type { AttentionState, Hover } from "./state";

/** Whose text a token is of: the selection's, or what a decoder was given. */
export type Side = AttentionPane["queriesOf"];
type Direction = AttentionChoice["direction"];

/** What a pane keeps while another one is looked at. */
export type PaneMemory = Pick<AttentionChoice, "layer" | "head" | "direction">;

/** A pinned token that the pane in sight does not have, or not the way one looks. */
export interface Pin {
  readonly side: Side;
  readonly token: number;
}

/** The pane that is looked at; undefined while nothing is shown. */
export function paneOf({ shown, choice }: Pick<AttentionState, "shown" | "choice">): AttentionPane | undefined {
  return shown?.run.panes[choice.pane];
}

/** Width from which on several panes have room side by side, in pixels. */
const ROOM_BESIDE = 760;

/** Whether what is shown has several panes and a page of this width, in pixels, has room for them side by side. */
export function isRoomBeside({ shown }: Pick<AttentionState, "shown">, width: number): boolean {
  return (shown?.run.panes.length ?? 0) > 1 && width >= ROOM_BESIDE;
}

/** Whether tokens read their own text, so that a query and a key of the same number are the same token. */
export function readsItself({ queriesOf, keysOf }: Pick<AttentionPane, "queriesOf" | "keysOf">): boolean {
  return queriesOf === keysOf;
}

/** The tokens that one looks at: queries read, keys are read. */
export function tokensOf(pane: AttentionPane | undefined, direction: Direction): readonly Token[] {
  return (direction === "reads" ? pane?.queries : pane?.keys) ?? [];
}

/** Whose text those tokens are of. */
export function sideOf(pane: Pick<AttentionPane, "queriesOf" | "keysOf">, direction: Direction): Side {
  return direction === "reads" ? pane.queriesOf : pane.keysOf;
}

/** The other way to look. */
export function opposite(direction: Direction): Direction {
  return direction === "reads" ? "read-by" : "reads";
}

/** The way to look at tokens of `side`, if possible the `preferred` one; null where the pane has none of them. */
export function directionTo(pane: Pick<AttentionPane, "queriesOf" | "keysOf">, side: Side, preferred: Direction): Direction | null {
  return [preferred, opposite(preferred)].find(direction => sideOf(pane, direction) === side) ?? null;
}

/** `state` with another pane in sight: at the head that was chosen there, with the token that was looked at if the pane has it. */
export function withPane(state: AttentionState, index: number): AttentionState {
  const { shown, choice } = state;
  const [before, pane] = [paneOf(state), shown?.run.panes[index]];
  if (!shown || !before || !pane || index === choice.pane) return state;
  const { layer, head, direction } = choice;
  const elsewhere = Array.from({ length: Math.max(shown.run.panes.length, state.elsewhere.length) }, (_, number) => state.elsewhere[number] ?? null);
  elsewhere[choice.pane] = { layer, head, direction };
  const memory = elsewhere[index] ?? { layer: 0, head: 0, direction: "reads" };
  const pin = choice.pinned === null ? state.aside : { side: sideOf(before, direction), token: choice.pinned };
  const placed = placePin({ ...choice, ...memory, pane: index }, pane, pin);
  return {
    ...state,
    elsewhere,
    choice: choiceFor(placed.choice, shown.run.panes),
    aside: placed.aside,
    hover: carried(state, index),
    hoveredHead: null,
  };
}

/** `state` looking the other way: a pinned token that is not of that text is laid aside until one looks back. */
export function withDirection(state: AttentionState, direction: Direction): AttentionState {
  const pane = paneOf(state);
  const { choice, aside } = state;
  if (!pane || direction === choice.direction) return state;
  if (readsItself(pane)) return { ...state, choice: { ...choice, direction } };
  const pin = choice.pinned === null ? aside : { side: sideOf(pane, choice.direction), token: choice.pinned };
  const isHere = pin !== null && sideOf(pane, direction) === pin.side;
  return { ...state, choice: { ...choice, direction, pinned: isHere ? pin.token : null }, aside: isHere ? null : pin };
}

/** `state` without a pinned token of `side`, in sight or laid aside. */
export function withoutPinOf(state: AttentionState, side: Side): AttentionState {
  const pane = paneOf(state);
  const here = pane && state.choice.pinned !== null && sideOf(pane, state.choice.direction) === side;
  return { ...state, choice: here ? { ...state.choice, pinned: null } : state.choice, aside: state.aside?.side === side ? null : state.aside };
}

function placePin(choice: AttentionChoice, pane: AttentionPane, pin: Pin | null): { readonly choice: AttentionChoice; readonly aside: Pin | null } {
  const direction = pin && directionTo(pane, pin.side, choice.direction);
  if (!pin || !direction || pin.token >= tokensOf(pane, direction).length) return { choice: { ...choice, pinned: null }, aside: pin };
  return { choice: { ...choice, direction, pinned: pin.token }, aside: null };
}

/** What is pointed at, as a token of the pane with this number; what is pointed at there stays as it is. */
export function carried({ hover, shown, choice, elsewhere }: AttentionState, index: number): Hover | null {
  if (!hover || hover.pane === index) return hover;
  const [before, pane] = [shown?.run.panes[hover.pane], shown?.run.panes[index]];
  if (!before || !pane || hover.by === "list") return null;
  const usual = (number: number) => (number === choice.pane ? choice.direction : (elsewhere[number]?.direction ?? "reads"));
  for (const looked of [usual(hover.pane), opposite(usual(hover.pane))]) {
    const token = looked === "reads" ? hover.query : hover.key;
    const direction = directionTo(pane, sideOf(before, looked), usual(index));
    if (token === null || direction === null) continue;
    return direction === "reads" ? { pane: index, query: token, key: null, by: "column" } : { pane: index, query: null, key: token, by: "column" };
  }
  return null;
}
