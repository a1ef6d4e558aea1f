import { shownSteps } from "./column";
import { activeColumn, type GenerationState, headIn } from "./state";

/** Where a move takes the head. */
export type Move = "first" | "previous" | "next" | "last" | "newest";

/** The state with the head moved in the active column; "newest" follows a run as it goes on. */
export function movedHead(state: GenerationState, move: Move): GenerationState {
  const column = activeColumn(state);
  const from = column && headIn(state, column);
  if (!column || from === null || from === undefined) return state;
  const last = shownSteps(column).length - 1;
  const to = { first: 0, previous: Math.max(0, from - 1), next: Math.min(last, from + 1), last, newest: last }[move];
  // At the end of a run that goes on, what comes is followed.
  const follows = move === "newest" || (to === last && column.status === "running" && move !== "previous");
  return { ...state, head: follows ? null : to, candidate: null };
}

/** The head put on a place. */
export const headAt = (state: GenerationState, place: number): GenerationState => ({ ...state, head: Math.max(0, place), playing: false, candidate: null });

/** Begins to play, from the start where the head is at the end; or pauses. */
export function playOrPause(state: GenerationState): GenerationState {
  const column = activeColumn(state);
  if (state.playing || !column) return { ...state, playing: false };
  const last = shownSteps(column).length - 1;
  if (last < 1) return state;
  const at = headIn(state, column) ?? 0;
  return { ...state, playing: true, head: at >= last ? 0 : at, candidate: null };
}

/** One step of playing; it ends with the text. */
export function tick(state: GenerationState): GenerationState {
  const column = activeColumn(state);
  if (!state.playing || !column) return state;
  const last = shownSteps(column).length - 1;
  const to = (headIn(state, column) ?? 0) + 1;
  if (to > last) return { ...state, playing: false };
  return { ...state, head: to, playing: to < last || column.status === "running", candidate: null };
}
