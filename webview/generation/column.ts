import type { BareToken, GeneratedText, GenerationBeams, GenerationCompared, GenerationDraft, GenerationFinished, GenerationItem, GenerationStarted, GenerationStep } from "../../src/protocol/generation";
import type { PageGenerationRequest, SavedMark } from "../../src/protocol/generationPage";
import type { ProblemData } from "../../src/protocol/problem";
import { type BeamTree, bestEnd, bestLive, EMPTY_TREE, endOf, grown, pathTo } from "./beamTree";
import { type ShownStep, stepOfPath } from "./shownStep";

/** Where a branch left the column that it was made from. */
export interface BranchPoint {
  readonly column: number;
  /** Number of the first token that differs, behind the prompt. */
  readonly place: number;
  readonly token: BareToken;
}

/** One run beside others: how it was asked for, what came, and which of its texts is looked at. */
export interface Column {
  readonly id: number;
  readonly request: PageGenerationRequest;
  /** Set where it was opened from a file. */
  readonly saved: SavedMark | null;
  /** The column that it runs again, to see whether it comes out the same. */
  readonly replays: number | null;
  readonly branch: BranchPoint | null;
  /** What a branch was given. */
  readonly given: readonly ShownStep[];
  readonly status: "running" | "done" | "cancelled" | "failed";
  readonly problem: ProblemData | null;
  readonly started: GenerationStarted | null;
  /** [path, step] */
  readonly paths: readonly (readonly GenerationStep[])[];
  readonly drafts: readonly GenerationDraft[];
  readonly tree: BeamTree | null;
  readonly compared: GenerationCompared | null;
  readonly finished: GenerationFinished | null;
  /** Which path is looked at; the node with which the text ends that is. Null: the best. */
  readonly chosen: { readonly path: number | null; readonly end: number | null };
}

/** A column that waits for its first item. */
export function newColumn(id: number, request: PageGenerationRequest, branch: BranchPoint | null = null, given: readonly ShownStep[] = []): Column {
  const nothing = { problem: null, started: null, paths: [], drafts: [], tree: null, compared: null, finished: null };
  return { id, request, saved: null, replays: null, branch, given, status: "running", ...nothing, chosen: { path: null, end: null } };
}

/** The column with what has arrived, in its order. */
export function withItems(column: Column, items: readonly GenerationItem[]): Column {
  if (items.length === 0) return column;
  let { started, compared } = column;
  const paths = [...column.paths];
  const copied = new Set<number>();
  const drafts = [...column.drafts];
  const beams: GenerationBeams[] = [];
  for (const item of items) {
    switch (item.kind) {
      case "started":
        started = item;
        break;
      case "step": {
        if (!copied.has(item.path)) paths[item.path] = [...(paths[item.path] ?? [])];
        copied.add(item.path);
        (paths[item.path] as GenerationStep[]).push(item);
        break;
      }
      case "draft":
        drafts.push(item);
        break;
      case "beams":
        beams.push(item);
        break;
      case "compared":
        compared = item;
        break;
    }
  }
  // Samples may begin in any order: what has not begun is an empty text.
  const whole = Array.from(paths, path => path ?? []);
  return { ...column, started, compared, paths: whole, drafts, tree: beams.length > 0 ? grown(column.tree ?? EMPTY_TREE, beams) : column.tree };
}

/** The column once its run is over, however it ended; what came stays. */
export function ended(column: Column, end: { readonly finished: GenerationFinished } | { readonly problem: ProblemData } | "cancelled"): Column {
  if (end === "cancelled") return { ...column, status: "cancelled" };
  if ("problem" in end) return { ...column, status: "failed", problem: end.problem };
  const stopped = end.finished.texts.length > 0 && end.finished.texts.every(text => text.ended === "cancelled");
  return { ...column, status: stopped ? "cancelled" : "done", finished: end.finished };
}

/** Number of the path that is looked at: the chosen one, else the best, else the one that grew last. */
export function shownPath({ chosen, finished, compared, paths }: Column): number {
  if (chosen.path !== null && chosen.path < paths.length) return chosen.path;
  const best = finished?.texts[0]?.path;
  if (best !== null && best !== undefined) return best;
  if (compared) return compared.scores.indexOf(Math.max(...compared.scores));
  return Math.max(0, paths.findLastIndex(path => path.length > 0));
}

/** The node with which the text ends that is looked at; null without a tree. */
export function shownEnd({ chosen, finished, tree }: Column): number | null {
  if (!tree || tree.nodes.length === 0) return null;
  if (chosen.end !== null && chosen.end < tree.nodes.length) return bestEnd(tree, chosen.end);
  return (finished?.texts[0] && endOf(tree, finished.texts[0])) ?? bestLive(tree);
}

const STEPS = new WeakMap<Column, readonly ShownStep[]>();

/** The text that is looked at, behind the prompt: what a branch was given, and what came. The same array as long as the column is the same. */
export function shownSteps(column: Column): readonly ShownStep[] {
  const known = STEPS.get(column);
  if (known) return known;
  const own = column.tree ? beamSteps(column, column.tree) : (column.paths[shownPath(column)] ?? []).map(stepOfPath);
  const steps = [...column.given, ...own];
  STEPS.set(column, steps);
  return steps;
}

function beamSteps(column: Column, tree: BeamTree): ShownStep[] {
  const end = shownEnd(column);
  if (end === null) return [];
  return pathTo(tree, end).map(({ step, candidate }) => ({
    token: candidate.token,
    text: candidate.text,
    surprisal: -candidate.logProbability / Math.LN2,
    explained: tree.steps[step]?.beams[candidate.parent]?.explained ?? null,
    weighed: null,
    milliseconds: tree.steps[step]?.milliseconds ?? 0,
    given: false,
  }));
}

/** The finished text that is looked at; null while there is none. */
export function shownText(column: Column): GeneratedText | null {
  const texts = column.finished?.texts ?? [];
  const tree = column.tree;
  if (!tree) return texts.find(({ path }) => path === shownPath(column)) ?? texts[0] ?? null;
  const end = shownEnd(column);
  return texts.find(text => endOf(tree, text) === end) ?? null;
}

/** Tokens generated so far over all texts, and in how long. */
export function speed(column: Column): { readonly tokens: number; readonly milliseconds: number } {
  const steps: readonly { readonly milliseconds: number }[] = column.tree ? column.tree.steps : column.paths.flat();
  return { tokens: steps.length, milliseconds: column.finished?.milliseconds ?? steps.reduce((sum, step) => sum + step.milliseconds, 0) };
}
