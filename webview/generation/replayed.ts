import type { BareToken } from "../../src/protocol/generation";
import type { Column } from "./column";

/** How a replay came out beside the run that was saved. */
export type Replayed =
  | { readonly identical: true; readonly tokens: number; readonly texts: number }
  | { readonly identical: false; /** Which of several texts, from 0. */ readonly text: number; /** Its first token that differs, from 0. */ readonly at: number; readonly saved: BareToken | null; readonly now: BareToken | null; readonly texts: number };

/**
 * Compares a replay that is over with what was saved, token for token: each path, or
 * the texts that beams ended with. What was stopped or broke off is compared as far as it had come.
 */
export function replayed(saved: Column, now: Column): Replayed {
  const whole = saved.status === "done";
  const [before, after] = [sequences(saved, whole), sequences(now, whole)];
  // The first difference in time, whichever text it is in.
  const found = before
    .map((tokens, text) => ({ text, at: firstDifference(tokens, after[text] ?? [], whole) }))
    .filter((one): one is { text: number; at: number } => one.at !== null)
    .sort((one, other) => one.at - other.at)[0];
  const texts = Math.max(before.length, whole ? after.length : 0);
  if (found) return { identical: false, ...found, saved: before[found.text]?.[found.at] ?? null, now: after[found.text]?.[found.at] ?? null, texts };
  if (whole && after.length > before.length) return { identical: false, text: before.length, at: 0, saved: null, now: after[before.length]?.[0] ?? null, texts };
  return { identical: true, texts, tokens: before.reduce((sum, tokens) => sum + tokens.length, 0) };
}

/** The texts of a run: paths as they were followed, or those that beams ended with; of beams that did not end, the candidates of each step by rank. */
function sequences({ paths, tree, finished }: Column, whole: boolean): readonly (readonly BareToken[])[] {
  if (!tree) return paths.map(path => path.map(({ token }) => token));
  if (finished && whole) return finished.texts.map(({ tokens }) => tokens);
  const ranks = Math.max(0, ...tree.steps.map(({ candidates }) => candidates.length));
  return Array.from({ length: ranks }, (_, rank) => tree.steps.flatMap(({ candidates }) => candidates[rank]?.token ?? []));
}

function firstDifference(saved: readonly BareToken[], now: readonly BareToken[], whole: boolean): number | null {
  const length = whole ? Math.max(saved.length, now.length) : saved.length;
  for (let at = 0; at < length; at++) if (saved[at]?.id !== now[at]?.id) return at;
  return null;
}
