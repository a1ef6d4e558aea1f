import type { BareToken } from "../../src/protocol/generation";
import { shownSteps } from "./column";
import { activeColumn, type GenerationState, headIn } from "./state";

/** The candidates of the step looked at, in their order, and which of them is looked at: the chosen one at first. Null where nothing was told about it. */
export function candidatesOf(state: GenerationState): { readonly tokens: readonly BareToken[]; readonly current: number } | null {
  const column = activeColumn(state);
  const head = column && headIn(state, column);
  const step = column && head !== null && head !== undefined ? shownSteps(column)[head] : undefined;
  if (!step?.explained) return null;
  const tokens = step.explained.watched.map(({ token }) => token);
  const chosen = tokens.findIndex(({ id }) => id === step.token.id);
  return { tokens, current: Math.min(state.candidate ?? Math.max(0, chosen), tokens.length - 1) };
}

/** Where a key leads among the candidates, from where the state is now; null for keys that lead nowhere. */
export function movedCandidate(state: GenerationState, key: string): GenerationState | null {
  const candidates = candidatesOf(state);
  if (!candidates) return null;
  const last = candidates.tokens.length - 1;
  const to = { ArrowUp: candidates.current - 1, ArrowDown: candidates.current + 1, Home: 0, End: last }[key];
  return to === undefined ? null : { ...state, candidate: Math.max(0, Math.min(last, to)) };
}
