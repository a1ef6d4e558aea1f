import type { Finding, NoteItem, NotePicture, NoteSettings } from "../../src/protocol/notes/note";
import type { NoteShown } from "../../src/protocol/notesPage";
import type { Progress } from "../../src/protocol/models";
import type { ProblemData } from "../../src/protocol/problem";
import { type Choices, keptChoices } from "../pictures/pictureState";
import { differing, entered, filled } from "./optionEntry";

/** A run of the statement that is shown. */
export interface Running extends Progress {
  /** Points of a sweep that it has told so far. */
  readonly points: number;
  /** It was taken back and has not ended yet. */
  readonly stopping: boolean;
  /** What it runs with; the options may have been changed since it began. */
  readonly settings: NoteSettings;
}

/** What is told of a run. */
export type RunItem = NoteItem | ({ readonly kind: "loading" } & Progress);

/** All that the notes page shows; choices by picture (`pictureKey`). */
export interface NotesState extends Choices {
  /** Null until the host has answered. */
  readonly shown: NoteShown | null;
  /** A value for each option of the statement, as chosen here. */
  readonly settings: NoteSettings;
  /** What was typed for an option and cannot be taken, and why. */
  readonly wrong: Readonly<Record<string, { readonly typed: string; readonly why: string }>>;
  readonly running: Running | null;
  /** The evidence of a run that has not come to its end, as far as it goes. */
  readonly partial: readonly NotePicture[];
  /** Why the last run here came to nothing. */
  readonly failure: ProblemData | null;
  /** Why something else that was asked for could not be had. */
  readonly refused: ProblemData | null;
  /** What an earlier life of the page had chosen for this statement; it is taken once. */
  readonly kept: { readonly id: string; readonly settings: NoteSettings } | null;
}

/** Before the host has answered; `kept` is what an earlier life of the page kept. */
export function initialState(kept: unknown): NotesState {
  const { choices, id, settings } = (typeof kept === "object" && kept !== null ? kept : {}) as { choices?: unknown; id?: unknown; settings?: unknown };
  const chosen = typeof id === "string" && typeof settings === "object" && settings !== null ? { id, settings: settings as NoteSettings } : null;
  return { choices: keptChoices(choices), shown: null, settings: {}, wrong: {}, running: null, partial: [], failure: null, refused: null, kept: chosen };
}

/** What the page's next life is to know. */
export const toKeep = ({ choices, shown, settings }: NotesState): object => ({ choices, ...(shown && { id: shown.about.id, settings: differing(shown.about.options, settings) }) });

/** A picture's name among those of all statements. */
export const pictureKey = (statement: string, picture: string): string => `${statement}.${picture}`;

/** Whether two answers of the host are about the same statement on the same model, text and documents. */
export function sameTarget(one: NoteShown, other: NoteShown): boolean {
  const target = ({ about, model, text, documents }: NoteShown): string => JSON.stringify([about.id, model?.folder, text, documents]);
  return target(one) === target(other);
}

/** What the host shows now. Options that are being chosen stay, unless the statement or the host's settings are others. */
export function withShown(state: NotesState, shown: NoteShown): NotesState {
  const { about } = shown;
  const before = state.shown;
  const same = before !== null && sameTarget(before, shown);
  const host = filled(about.options, shown.settings);
  const chosenHere = before?.about.id === about.id && equal(filled(about.options, before.settings), host);
  const kept = before === null && state.kept?.id === about.id ? filled(about.options, state.kept.settings) : host;
  return {
    ...state,
    shown,
    settings: chosenHere ? state.settings : kept,
    wrong: chosenHere ? state.wrong : {},
    kept: null,
    ...(same ? {} : { running: null, partial: [], failure: null, refused: null, choices: choicesOf(state.choices, about.id) }),
  };
}

/** An option as it was typed or chosen. */
export function withEntry(state: NotesState, name: string, typed: string): NotesState {
  const option = state.shown?.about.options.find(one => one.name === name);
  if (!option) return state;
  const read = entered(option, typed);
  const { [name]: _, ...wrong } = state.wrong;
  if ("wrong" in read) return { ...state, wrong: { ...wrong, [name]: { typed, why: read.wrong } } };
  return { ...state, wrong, settings: { ...state.settings, [name]: read.value } };
}

/** All options as usual. */
export const asUsual = (state: NotesState): NotesState => ({ ...state, settings: filled(state.shown?.about.options ?? [], {}), wrong: {} });

/** What a run is asked to run with. */
export const chosenSettings = ({ shown, settings }: NotesState): NoteSettings => differing(shown?.about.options ?? [], settings);

/** Whether the options are those that the host's answer is about. */
export const isAsShown = ({ shown, settings }: NotesState): boolean => shown !== null && equal(filled(shown.about.options, shown.settings), settings);

/** Whether any option is not as usual. */
export const isUnusual = (state: NotesState): boolean => Object.keys(state.wrong).length > 0 || Object.keys(chosenSettings(state)).length > 0;

/** Points of an earlier run from which the next one goes on; 0: it measures everything. */
export const pointsToGoOnFrom = (state: NotesState): number => (isAsShown(state) ? (state.shown?.points ?? 0) : 0);

/** Why the statement cannot be run as it stands; null where it can. */
export function whyNot({ shown, wrong }: NotesState): string | null {
  if (!shown?.model) return "There is no model to run on.";
  const [name] = Object.keys(wrong);
  return name === undefined ? null : `${name} must be ${wrong[name]?.why ?? ""}.`;
}

/** A run begins with the options as they are. */
export function begun(state: NotesState): NotesState {
  const points = pointsToGoOnFrom(state);
  return { ...state, running: { message: "Starting", fraction: 0, points, stopping: false, settings: chosenSettings(state) }, partial: points > 0 ? state.partial : [], failure: null, refused: null };
}

/** The same for a run that began elsewhere, with the host's options. */
export const joined = (state: NotesState): NotesState => begun({ ...state, settings: filled(state.shown?.about.options ?? [], state.shown?.settings ?? {}), wrong: {} });

/** Something is told of the run. */
export function told(state: NotesState, item: RunItem): NotesState {
  const { running } = state;
  if (!running) return state;
  switch (item.kind) {
    case "loading":
    case "progress":
      return { ...state, running: { ...running, message: item.message, fraction: item.fraction } };
    case "point":
      return { ...state, running: { ...running, points: running.points + 1 } };
    case "pictures":
      return { ...state, partial: item.pictures };
  }
}

/** The run is being taken back. */
export const stopping = (state: NotesState): NotesState => ({ ...state, running: state.running && { ...state.running, message: "Stopping", stopping: true } });

/** The run has come to an end; what came of it is the host's from now on too. */
export const found = (state: NotesState, finding: Finding): NotesState => ({
  ...state,
  running: null,
  partial: [],
  shown: ranWith(state, { result: { kind: "found", finding }, saved: null, points: 0 }),
});

/** The run was stopped, or came to nothing for a reason; its evidence stays as far as it went. */
export const ended = (state: NotesState, failure: ProblemData | null): NotesState => ({ ...state, running: null, failure, shown: ranWith(state, {}) });

/** What is shown as having come of the statement: nothing while it runs. */
export function findingOf({ running, shown }: NotesState): Finding | null {
  return running === null && shown?.result?.kind === "found" ? shown.result.finding : null;
}

/** Why nothing came of the statement, here or where it was run before. */
export function failureOf({ running, failure, shown }: NotesState): ProblemData | null {
  if (running) return null;
  return failure ?? (shown?.result?.kind === "failed" ? shown.result.problem : null);
}

/** Pictures that there are: of the finding, or as far as a run went. */
export const evidenceOf = (state: NotesState): readonly NotePicture[] => findingOf(state)?.pictures ?? state.partial;

/** What is shown, now of what the run ran with. */
const ranWith = ({ shown, running }: NotesState, change: Partial<NoteShown>): NoteShown | null => shown && { ...shown, settings: running?.settings ?? shown.settings, running: false, ...change };

const equal = (one: NoteSettings, other: NoteSettings): boolean => Object.keys({ ...one, ...other }).every(name => one[name] === other[name]);

/** Choices in the pictures of one statement: those of others would pile up. */
const choicesOf = (choices: Choices["choices"], statement: string): Choices["choices"] => Object.fromEntries(Object.entries(choices).filter(([key]) => key.startsWith(pictureKey(statement, ""))));
