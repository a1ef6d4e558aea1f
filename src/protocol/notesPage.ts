import type { Progress } from "./models";
import type { Finding, NoteItem, NoteLook, NoteSettings, StatementAbout } from "./notes/note";
import type { NoteResult } from "./notes/noteResult";
import type { ProblemData } from "./problem";
import { call } from "./rpc";

/** The statement that the notes page shows, and on what it would run. */
export interface NoteShown {
  readonly about: StatementAbout;
  /** Title of its chapter. */
  readonly chapter: string;
  /** The model it would run on; null: none can be had, and the page says so. */
  readonly model: { readonly folder: string; readonly name: string; readonly embedded: boolean } | null;
  /** The chosen text; null: the notes' own sample. */
  readonly text: { readonly source: string; readonly excerpt: string } | null;
  /** Names of the chosen documents; empty: the notes' own. */
  readonly documents: readonly string[];
  /** Values that differ from the options' usual ones, as last chosen. */
  readonly settings: NoteSettings;
  /** What came of it on this model, text, documents and settings; null: it has not been run so. */
  readonly result: NoteResult | null;
  /** The file of saved notes that the result was read from, and when it was saved (ISO 8601); null: it was made here. */
  readonly saved: { readonly file: string; readonly at: string } | null;
  /** Points of a sweep that an earlier run told before it was stopped: running goes on from there. */
  readonly points: number;
  /** It is being run now, from the sidebar or before the page was loaded again: asking to `run` with these settings joins that run. */
  readonly running: boolean;
}

/** Kinds of files that evidence is exported as: a picture's numbers, the picture (of a table the sheet that is shown), or the whole finding. */
export type NoteExport = { readonly as: "csv"; readonly picture: string } | { readonly as: "svg"; readonly picture: string; readonly sheet: number } | { readonly as: "html" | "markdown" | "json" };

/** What the notes page asks of the extension. */
export const notesHost = {
  /** The first message of each life of the page. */
  ready: call<null, null>(),
  shown: call<null, NoteShown>(),
  /**
   * Runs the statement that is shown with these settings, or joins such a run that is under way; the host keeps what comes of it, and the points of
   * a run that is taken back. Taking the request back stops the run, whoever began it.
   */
  run: call<{ settings: NoteSettings }, Finding, NoteItem | ({ readonly kind: "loading" } & Progress)>(),
  /** Forgets the points of a run that was stopped: the next one measures everything. */
  forgetPoints: call<null, null>(),
  /** Lets the user choose; `shownChanged` tells when something else was chosen. */
  choose: call<{ what: "model" | "embedded" | "text" | "sample" | "documents" }, null>(),
  /** Opens the text behind a point, with the attention to the place that it is about. */
  look: call<{ look: NoteLook }, null>(),
  /** Opens the view that shows the same in another way. */
  openView: call<null, null>(),
  openPaper: call<null, null>(),
  /** Asks where to, and writes. */
  export: call<NoteExport, null>(),
  copy: call<{ text: string }, null>(),
  /** Performs the remedy that was shown with a problem. */
  remedy: call<{ code: ProblemData["code"] }, null>(),
} as const;

/** What the host tells the notes page. */
export const notesPage = {
  /** Another statement, model, text or setting, or a finding that was made elsewhere (*Run All*). */
  shownChanged: call<null, null>(),
} as const;
