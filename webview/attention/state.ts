import type { AttentionChoice, AttentionShown, LayerGlance } from "../../src/protocol/attention";
import type { Progress } from "../../src/protocol/models";
import type { ProblemData } from "../../src/protocol/problem";
import { type End, usualEnd } from "../draw/ramp";
import type { Cell } from "../draw/viewport";
import { choiceFor } from "./choice";
import { type HeadSort, type Metric, metricsOf } from "./headNumbers";
import { directionTo, type PaneMemory, paneOf, type Pin } from "./panes";

/** What is looked at for the moment: a cell of the picture, or one token of either column. */
export interface Hover {
  /** Number of the pane that it is in. */
  readonly pane: number;
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
  /** By pane and layer, as they arrive. */
  readonly glances: readonly (readonly (LayerGlance | undefined)[])[];
  readonly pass: Pass;
  readonly choice: AttentionChoice;
  /** Whether there is room to show all panes side by side. */
  readonly beside: boolean;
  /** By pane, what was chosen there when it was left. */
  readonly elsewhere: readonly (PaneMemory | null)[];
  /** The pinned token that the chosen pane does not show. */
  readonly aside: Pin | null;
  /** Of all panes; one that cannot show it shows pictures. */
  readonly metric: Metric;
  /** Where the pictures' ramp ends; null for what suits the number of tokens. */
  readonly end: End | null;
  readonly headSort: HeadSort;
  /** Which pictures are shown as tables. */
  readonly tables: { readonly heads: boolean; readonly token: boolean };
  readonly hover: Hover | null;
  /** The head under the pointer in the grid. */
  readonly hoveredHead: { readonly layer: number; readonly head: number } | null;
  /** A token of the source. */
  readonly editorToken: number | null;
  /** Whether the card about scaling is open: only then is it measured. */
  readonly scalingOpen: boolean;
  /** What is being typed as the decoder's text; null while it is the run's. */
  readonly targetDraft: string | null;
  /** Whether somebody tried to run a decoder's text without text. */
  readonly targetMissing: boolean;
  /** Why a part of the picture could not be had. */
  readonly partProblem: ProblemData | null;
}

/** What the page keeps for its next life. */
export interface KeptState {
  readonly choice: AttentionChoice;
  readonly elsewhere: AttentionState["elsewhere"];
  readonly aside: Pin | null;
  readonly metric: Metric;
  readonly end: End | null;
  readonly tables: AttentionState["tables"];
  /** The run that the pinned token belongs to. */
  readonly run: string | null;
}

const FIRST_CHOICE: AttentionChoice = { pane: 0, layer: 0, head: 0, weighting: "raw", pinned: null, direction: "reads" };

/** Before the host has answered. */
export function initialState(kept: KeptState | null): AttentionState {
  return {
    shown: null,
    activity: { kind: "running", progress: null },
    glances: [],
    pass: { kind: "ended" },
    choice: kept?.choice ?? FIRST_CHOICE,
    beside: false,
    elsewhere: kept?.elsewhere ?? [],
    aside: kept?.aside ?? null,
    metric: kept?.metric ?? "picture",
    end: kept?.end ?? null,
    headSort: { by: "layer", descending: false },
    tables: kept?.tables ?? { heads: false, token: false },
    hover: null,
    hoveredHead: null,
    editorToken: null,
    scalingOpen: false,
    targetDraft: null,
    targetMissing: false,
    partProblem: null,
  };
}

/** `state` showing `shown`; what was chosen before stays as far as it fits. */
export function withShown(state: AttentionState, shown: AttentionShown, keptRun: string | null): AttentionState {
  const sameRun = (state.shown?.run.run ?? keptRun) === shown.run.run;
  const before = sameRun ? state.choice : { ...state.choice, pinned: null };
  const isShown = state.shown?.run.run === shown.run.run;
  return {
    ...state,
    shown,
    activity: { kind: "idle" },
    glances: isShown ? state.glances : [],
    pass: isShown ? state.pass : { kind: "ended" },
    choice: choiceFor(shown.choice ?? before, shown.run.panes),
    aside: sameRun ? state.aside : null,
    hover: null,
    hoveredHead: null,
    editorToken: null,
    targetDraft: isShown ? state.targetDraft : null,
    targetMissing: isShown && state.targetMissing,
    partProblem: null,
  };
}

/** `state` with one more layer of heads. */
export function withGlance(state: AttentionState, glance: LayerGlance): AttentionState {
  const glances = Array.from({ length: Math.max(state.glances.length, glance.pane + 1) }, (_, pane) => state.glances[pane] ?? []);
  const layers = [...(glances[glance.pane] ?? [])];
  layers[glance.layer] = glance;
  glances[glance.pane] = layers;
  return { ...state, glances };
}

/** The heads of the pane in sight, by layer, as far as they have arrived. */
export function glancesOf({ glances, choice }: Pick<AttentionState, "glances" | "choice">): readonly (LayerGlance | undefined)[] {
  return glances[choice.pane] ?? NONE;
}

const NONE: readonly undefined[] = [];

/** What the grid shows of each head: what was chosen, where the pane in sight has that number. */
export function metricOf(state: AttentionState): Metric {
  return metricsOf(paneOf(state)).includes(state.metric) ? state.metric : "picture";
}

/** What is kept of `state`. */
export function kept({ choice, elsewhere, aside, metric, end, tables, shown }: AttentionState): KeptState {
  return { choice, elsewhere, aside, metric, end, tables, run: shown?.run.run ?? null };
}

/** Where the ramp of the pictures ends. */
export function endOf(state: AttentionState): End {
  return state.end ?? usualEnd(paneOf(state)?.keys.length ?? 0);
}

/** The token that lines are drawn for, and which way; null when nothing is looked at. */
export interface Focus {
  readonly token: number;
  readonly direction: AttentionChoice["direction"];
  readonly because: "pinned" | "hover" | "editor";
}

/** The pinned token, else the one that is looked at, else the one under the editor's cursor. */
export function focusOf(state: AttentionState): Focus | null {
  const { choice, hover, editorToken } = state;
  const { pinned, direction } = choice;
  if (pinned !== null) return { token: pinned, direction, because: "pinned" };
  if (hover?.by === "list") return null;
  const { query, key } = hover ?? { query: null, key: null };
  if (query !== null && (key === null || direction === "reads")) return { token: query, direction: "reads", because: "hover" };
  if (key !== null) return { token: key, direction: "read-by", because: "hover" };
  const pane = paneOf(state);
  const ofSource = pane && directionTo(pane, "source", direction);
  return editorToken === null || !ofSource ? null : { token: editorToken, direction: ofSource, because: "editor" };
}

/** The cell that is looked at; null when it is only a row, only a column, or nothing. */
export function hoveredCell(hover: Hover | null): Cell | null {
  return hover === null || hover.query === null || hover.key === null ? null : { query: hover.query, key: hover.key };
}
