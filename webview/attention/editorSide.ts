import { type LineAsk, lineOf } from "./choice";
import { pinOf, pointedTokens, seenIn } from "./linked";
import { paneOf, type Side, sideOf } from "./panes";
import { type AttentionState, type Focus, focusOf } from "./state";

/** The token of the source to mark in the editor: what is pointed at, else what is pinned; null where that is not of the source. */
export function markedToken(state: AttentionState): number | null {
  return pointedTokens(state).source ?? pinnedInSource(state);
}

/** The pinned token as the editor knows it: null for none, and for one that is not of the source. */
export function pinnedInSource(state: AttentionState): number | null {
  const pin = pinOf(state);
  return pin?.side === "source" ? pin.token : null;
}

/** Whose text the strengths of the focus's line are of: what a query reads, or who reads a key. */
export function lineSide(state: AttentionState, { direction }: Focus): Side | null {
  const pane = paneOf(state);
  return pane ? (direction === "reads" ? pane.keysOf : pane.queriesOf) : null;
}

/**
 * The line by which the source's text is tinted in the editor: of the token that is looked at, where its strengths are of
 * the source; beside the other panes, what a target token read of the source, wherever one looks at it. Null for none.
 */
export function tintLine(state: AttentionState): LineAsk | null {
  const { choice, hover, beside, shown } = state;
  const seen = seenIn(state, choice.pinned === null ? (hover?.pane ?? choice.pane) : choice.pane);
  const [pane, focus] = [paneOf(seen), focusOf(seen)];
  // What was pointed at in the editor itself is looked at there already.
  if (!pane || !focus || focus.because === "editor") return null;
  const { token, direction } = focus;
  // What the source was read with is told of the source alone: strengths of another text have no place in it.
  if (lineSide(seen, focus) === "source") return lineOf(seen.choice, token, direction);
  const cross = shown?.run.panes.findIndex(({ kind }) => kind === "cross") ?? -1;
  return beside && cross >= 0 && sideOf(pane, direction) === "target" ? lineOf(seenIn(state, cross).choice, token, "reads") : null;
}
