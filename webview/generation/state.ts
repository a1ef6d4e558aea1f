import type { BareToken, GenerationOptionValues, GenerationPlace } from "../../src/protocol/generation";
import type { GenerationSource, PageGenerationRequest } from "../../src/protocol/generationPage";
import type { ProblemData } from "../../src/protocol/problem";
import { pathTo } from "./beamTree";
import { type Column, ended, newColumn, shownEnd, shownSteps, withItems } from "./column";
import { type Compared, divergence } from "./divergence";
import { insteadOf, type ShownStep } from "./shownStep";

/** What the next run is asked with. */
export interface Form {
  readonly folder: string;
  /** A second model's folder, for methods that take one. */
  readonly helper: PageGenerationRequest["helper"] | null;
  readonly options: GenerationOptionValues;
  /** Tokens at the start of the text that see each other; 0: none; null: as the model was trained. */
  readonly prefix: number | null;
}

/** Parts of the page that can be opened and closed. */
export type Part = "lens" | "attention" | "cross" | "byStep" | "tree";

/** All that the generation page shows. */
export interface GenerationState {
  readonly source: GenerationSource | null;
  /** What the page could not do; runs keep their own problems. */
  readonly problem: ProblemData | null;
  readonly form: Form;
  readonly columns: readonly Column[];
  readonly next: number;
  /** Which column's steps are explained. */
  readonly active: number;
  /** The place behind the prompt that is looked at in all columns; null: the newest. */
  readonly head: number | null;
  readonly playing: boolean;
  /** Steps a second. */
  readonly pace: number;
  /** Row of the candidate that is looked at; null: the chosen one's. */
  readonly candidate: number | null;
  readonly open: Readonly<Record<Part, boolean>>;
  /** Pictures that are shown as tables. */
  readonly tables: Readonly<Record<string, boolean>>;
  /** Which attention is read: null is the mean over all. */
  readonly read: { readonly layer: number | null; readonly head: number | null };
}

/** What outlives the page. */
export type KeptState = Pick<GenerationState, "pace" | "open" | "tables" | "read">;

const OPEN: Readonly<Record<Part, boolean>> = { lens: true, attention: false, cross: false, byStep: true, tree: true };

/** Candidates that each step tells of. */
export const WATCHED = 12;
/** Of a first run: long enough to see something, short enough to wait for. */
const FIRST_OPTIONS: GenerationOptionValues = { max_new_tokens: 40 };

/** Before the host has answered; `kept` is what an earlier life of the page kept. */
export function initialState(kept: unknown): GenerationState {
  const before = (typeof kept === "object" && kept !== null ? kept : {}) as Partial<Record<keyof KeptState, unknown>>;
  return {
    source: null,
    problem: null,
    form: { folder: "", helper: null, options: {}, prefix: null },
    columns: [],
    next: 0,
    active: 0,
    head: null,
    playing: false,
    pace: typeof before.pace === "number" && before.pace > 0 ? before.pace : 4,
    candidate: null,
    open: { ...OPEN, ...booleans(before.open) },
    tables: booleans(before.tables),
    read: { layer: null, head: null },
  };
}

/** What {@link initialState} takes again. */
export const kept = ({ pace, open, tables, read }: GenerationState): KeptState => ({ pace, open, tables, read });

/** Another text: what ran before is gone. A run that was recorded elsewhere is shown from its first token on, or from the one that it names. */
export function withSource(state: GenerationState, source: GenerationSource): GenerationState {
  const first = state.source === null;
  const known = source.models.some(({ folder }) => folder === state.form.folder);
  const form = first ? { ...state.form, folder: source.folder, helper: source.saved?.helper ?? null, options: Object.keys(source.options).length > 0 ? source.options : FIRST_OPTIONS, prefix: source.prefix } : { ...state.form, folder: known ? state.form.folder : source.folder };
  const { columns, next } = recordedIn(state, source);
  return { ...state, source, form, problem: null, columns, next, active: columns[0]?.id ?? state.active, head: columns.length > 0 ? (source.recorded?.at ?? 0) : null, playing: false, candidate: null };
}

function recordedIn({ next }: GenerationState, { recorded, saved, folder }: GenerationSource): Pick<GenerationState, "columns" | "next"> {
  if (!recorded) return { columns: [], next };
  const started = recorded.items.find(item => item.kind === "started");
  const given = (saved?.given ?? []).map((step): ShownStep => ({ ...step, weighed: null, milliseconds: 0, given: true }));
  const request: PageGenerationRequest = {
    folder: saved ? (saved.folder ?? "") : folder,
    options: started?.options ?? {},
    watched: WATCHED,
    ...(started && { ids: started.prompt.map(({ id }) => id) }),
    ...(given.length > 0 && { continues: given.map(({ token }) => token.id) }),
    ...(typeof saved?.prefix === "number" && { prefix: saved.prefix }),
    ...(saved?.helper && { helper: saved.helper }),
    ...(started && { weights: started.weights }),
  };
  const column = { ...withItems(newColumn(next, request, null, given), recorded.items), saved: saved ?? null };
  const whole = recorded.finished ? ended(column, { finished: recorded.finished }) : ended(column, "cancelled");
  return { columns: [saved?.status === "failed" ? { ...whole, status: "failed" } : whole], next: next + 1 };
}

/** A run more beside a saved one, asked for just as that was. */
export function withReplay(state: GenerationState, id: number): GenerationState {
  const saved = state.columns.find(column => column.id === id);
  if (!saved) return state;
  const column: Column = { ...newColumn(state.next, saved.request, null, saved.given), replays: id };
  return { ...state, columns: state.columns.toSpliced(state.columns.indexOf(saved) + 1, 0, column), next: state.next + 1, active: column.id, head: null, playing: false, candidate: null };
}

/** A run more, beside those that there are or in place of all. */
export function withRun(state: GenerationState, request: PageGenerationRequest, beside: boolean): GenerationState {
  const column = newColumn(state.next, request);
  return { ...state, columns: beside ? [...state.columns, column] : [column], next: state.next + 1, active: column.id, head: null, playing: false, candidate: null };
}

/**
 * A run that leaves the active column's text at the place looked at, with `token` in place of its own; null where that
 * cannot be, because the run has not told its prompt yet.
 */
export function withBranch(state: GenerationState, token: BareToken): GenerationState | null {
  const column = activeColumn(state);
  const place = column && headIn(state, column);
  if (!column?.started || place === null || place === undefined) return null;
  const steps = shownSteps(column);
  const step = steps[place];
  if (!step) return null;
  const given = [...steps.slice(0, place).map(before => ({ ...before, given: true })), insteadOf(step, token)];
  const request = { ...column.request, ids: column.started.prompt.map(({ id }) => id), continues: given.map(one => one.token.id), options: column.started.options, weights: column.started.weights };
  const branch = newColumn(state.next, request, { column: column.id, place, token }, given);
  const at = state.columns.indexOf(column);
  return { ...state, columns: state.columns.toSpliced(at + 1, 0, branch), next: state.next + 1, active: branch.id, head: null, playing: false, candidate: null };
}

/** Without a column; its neighbour is looked at. */
export function without(state: GenerationState, id: number): GenerationState {
  const at = state.columns.findIndex(column => column.id === id);
  const columns = state.columns.filter(column => column.id !== id);
  const active = state.active === id ? (columns[Math.max(0, at - 1)]?.id ?? 0) : state.active;
  return { ...state, columns, active, playing: state.playing && columns.length > 0 };
}

/** One column changed. */
export function withColumn(state: GenerationState, id: number, change: (column: Column) => Column): GenerationState {
  return { ...state, columns: state.columns.map(column => (column.id === id ? change(column) : column)) };
}

/** A run over, however it ended. */
export const withEnd = (state: GenerationState, id: number, end: Parameters<typeof ended>[1]): GenerationState => withColumn(state, id, column => ended(column, end));

/** The column whose steps are explained. */
export const activeColumn = ({ columns, active }: GenerationState): Column | undefined => columns.find(({ id }) => id === active) ?? columns[0];

/** The place looked at in a column: the head, or its end where it is shorter; null while it is empty. */
export function headIn({ head }: GenerationState, column: Column): number | null {
  const last = shownSteps(column).length - 1;
  return last < 0 ? null : Math.min(head ?? last, last);
}

/** Whether the place looked at stays for now: the head neither plays nor follows a run that goes on. */
export const rests = (state: GenerationState): boolean => !state.playing && !(state.head === null && activeColumn(state)?.status === "running");

/** Where the columns' texts part, by column; null where they do not. */
export function partsAt({ columns }: GenerationState): readonly number[] | null {
  const begun = columns.filter(column => shownSteps(column).length > 0);
  const compared = begun.map((column): Compared => ({ vocabulary: column.request.folder, tokens: shownSteps(column).map(({ token }) => token) }));
  const parts = divergence(compared);
  return parts && columns.map(column => parts[begun.indexOf(column)] ?? 0);
}

/** What requests about a place of a column name: a place that a branch was given belongs to the run that it came from; null where that is gone. */
export function placeIn(state: GenerationState, column: Column, place: number): GenerationPlace | null {
  const steps = shownSteps(column).slice(0, place + 1);
  // The places of a saved run are made from its prompt alone, where its model is at hand.
  if (column.saved) return column.started && column.saved.folder !== null && steps.length > 0 ? { generation: column.started.generation, tokens: steps.map(({ token }) => token.id) } : null;
  if (place >= column.given.length) {
    const tokens = steps.slice(column.given.length).map(({ token }) => token.id);
    return column.started && tokens.length > 0 ? { generation: column.started.generation, tokens } : null;
  }
  const from = state.columns.find(({ id }) => id === column.branch?.column);
  if (!from?.started || !column.branch) return null;
  if (place < from.given.length) return placeIn(state, from, place);
  return { generation: from.started.generation, tokens: steps.slice(from.given.length).map(({ token }) => token.id) };
}

/** The node of the place looked at; null without a tree. */
export function nodeAtHead(state: GenerationState, column: Column): number | null {
  const [end, place] = [shownEnd(column), headIn(state, column)];
  if (!column.tree || end === null || place === null) return null;
  return pathTo(column.tree, end)[place - column.given.length]?.id ?? null;
}

function booleans(value: unknown): Record<string, boolean> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, boolean] => typeof entry[1] === "boolean"));
}
