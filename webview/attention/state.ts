import type { AttentionChoice, AttentionShown, LayerGlance } from "../../src/protocol/attention";
import type { Progress } from "../../src/protocol/models";
import type { ProblemData } from "../../src/protocol/problem";
import { type End, usualEnd } from "../draw/ramp";
import type { Cell } from "../draw/viewport";
import { choiceFor } from "./choice";
import type { HeadSort, Metric } from "./headNumbers";

/** What is looked at for the moment: a cell of the picture, or one token of either column. */
export interface Hover {
  readonly query: number | null;
  readonly key: number | null;
  /** The keyboard's stays while the pointer is elsewhere; a column stays where it is; the list stays what it is. */
  readonly by: "pointer" | "keyboard" | "column" | "list";
}

/** What goes on instead of, or above, the picture. */
export type Activity =
  | { readonly kind: "idle" }
  | { readonly kind: "running"; readonly progress: Progress | null }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly problem: ProblemData };

/** The pass whose layers are shown: they still arrive, all are there, or it ended before that. */
export type Pass = { readonly kind: "arriving" } | { readonly kind: "done"; readonly milliseconds: number } | { readonly kind: "ended" };

/** All that the attention page shows. */
export interface AttentionState {
  readonly shown: AttentionShown | null;
  readonly activity: Activity;
  /** By layer, as they arrive. */
  readonly glances: readonly (LayerGlance | undefined)[];
  readonly pass: Pass;
  readonly choice: AttentionChoice;
  readonly metric: Metric;
  /** Where the pictures' ramp ends; null for what suits the number of tokens. */
  readonly end: End | null;
  readonly headSort: HeadSort;
  /** Which pictures are shown as tables. */
  readonly tables: { readonly heads: boolean; readonly token: boolean };
  readonly hover: Hover | null;
  /** The head under the pointer in the grid. */
  readonly hoveredHead: { readonly layer: number; readonly head: number } | null;
  readonly editorToken: number | null;
  /** Why a part of the picture could not be had. */
  readonly partProblem: ProblemData | null;
}

/** What the page keeps for its next life. */
export interface KeptState {
  readonly choice: AttentionChoice;
  readonly metric: Metric;
  readonly end: End | null;
  readonly tables: AttentionState["tables"];
  /** The run that the pinned token belongs to. */
  readonly run: string | null;
}

const FIRST_CHOICE: AttentionChoice = { layer: 0, head: 0, weighting: "raw", pinned: null, direction: "reads" };

/** Before the host has answered. */
export function initialState(kept: KeptState | null): AttentionState {
  return {
    shown: null,
    activity: { kind: "running", progress: null },
    glances: [],
    pass: { kind: "ended" },
    choice: kept?.choice ?? FIRST_CHOICE,
    metric: kept?.metric ?? "picture",
    end: kept?.end ?? null,
    headSort: { by: "layer", descending: false },
    tables: kept?.tables ?? { heads: false, token: false },
    hover: null,
    hoveredHead: null,
    editorToken: null,
    partProblem: null,
  };
}

/** `state` showing `shown`; what was chosen before stays as far as it fits. */
export function withShown(state: AttentionState, shown: AttentionShown, keptRun: string | null): AttentionState {
  const sameRun = (state.shown?.run.run ?? keptRun) === shown.run.run;
  const before = sameRun ? state.choice : { ...state.choice, pinned: null };
  return {
    ...state,
    shown,
    activity: { kind: "idle" },
    glances: state.shown?.run.run === shown.run.run ? state.glances : [],
    pass: state.shown?.run.run === shown.run.run ? state.pass : { kind: "ended" },
    choice: choiceFor(shown.choice ?? before, shown.run),
    hover: null,
    hoveredHead: null,
    editorToken: null,
    partProblem: null,
  };
}

/** `state` with one more layer of heads. */
export function withGlance(state: AttentionState, glance: LayerGlance): AttentionState {
  const glances = [...state.glances];
  glances[glance.layer] = glance;
  return { ...state, glances };
}

/** What is kept of `state`. */
export function kept({ choice, metric, end, tables, shown }: AttentionState): KeptState {
  return { choice, metric, end, tables, run: shown?.run.run ?? null };
}

/** Where the ramp of the pictures ends. */
export function endOf({ end, shown }: AttentionState): End {
  return end ?? usualEnd(shown?.run.tokens.length ?? 0);
}

/** The token that lines are drawn for, and which way; null when nothing is looked at. */
export interface Focus {
  readonly token: number;
  readonly direction: AttentionChoice["direction"];
  readonly because: "pinned" | "hover" | "editor";
}

/** The pinned token, else the one that is looked at, else the one under the editor's cursor. */
export function focusOf({ choice, hover, editorToken }: AttentionState): Focus | null {
  const { pinned, direction } = choice;
  if (pinned !== null) return { token: pinned, direction, because: "pinned" };
  if (hover?.by === "list") return null;
  const { query, key } = hover ?? { query: null, key: null };
  if (query !== null && (key === null || direction === "reads")) return { token: query, direction: "reads", because: "hover" };
  if (key !== null) return { token: key, direction: "read-by", because: "hover" };
  return editorToken === null ? null : { token: editorToken, direction, because: "editor" };
}

/** The cell that is looked at; null when it is only a row, only a column, or nothing. */
export function hoveredCell(hover: Hover | null): Cell | null {
  return hover === null || hover.query === null || hover.key === null ? null : { query: hover.query, key: hover.key };
}

/** The token to mark in the editor: of a hovered pair, the one that is not already pinned. */
export function markedToken({ choice, hover }: AttentionState): number | null {
  if (!hover) return choice.pinned;
  if (choice.pinned === null) return choice.direction === "reads" ? (hover.query ?? hover.key) : (hover.key ?? hover.query);
  return choice.direction === "reads" ? (hover.key ?? hover.query) : (hover.query ?? hover.key);
}
