import type { CurvesPicture, TablePicture } from "../positions";

/** What came of a statement on a model and a text. */
export type Verdict = "holds" | "fails" | "not-applicable";

/** A setting of a statement: a number in a range. */
export interface NoteOption {
  readonly name: string;
  readonly about: string;
  readonly least: number;
  readonly most: number;
  /** A whole number counts something, and takes whole numbers alone. */
  readonly step: number;
  readonly otherwise: number;
}

/** Values of a statement's options, and whatever else decided what came of it, by name. */
export type NoteSettings = Readonly<Record<string, string | number | boolean>>;

/** What a statement is, before it is run. */
export interface StatementAbout {
  /** Steady: reports, tests and the command line go by it. */
  readonly id: string;
  /** One sentence. */
  readonly statement: string;
  /** What is measured, and when it counts as holding, in a sentence or two. */
  readonly measured: string;
  readonly paper: { readonly title: string; readonly url: string };
  readonly options: readonly NoteOption[];
}

/** A chapter of the notes. */
export interface NoteSection {
  readonly title: string;
  readonly statements: readonly StatementAbout[];
}

export type NotePicture = CurvesPicture | TablePicture;

/** A statement to be put to a model. */
export interface NoteRequest {
  readonly id: string;
  /** The chosen text; null: the notes' own sample. */
  readonly text: string | null;
  readonly settings: NoteSettings;
}

/** What came of a statement. */
export interface Finding {
  readonly id: string;
  readonly statement: string;
  readonly measured: string;
  readonly paper: string;
  readonly verdict: Verdict;
  /** The number that decided; null where it does not apply. */
  readonly figure: number | null;
  /** What the number counts; "" for a mere number. */
  readonly unit: string;
  /** The evidence in a sentence or two, with its numbers; or why it does not apply. */
  readonly says: string;
  /** Everything that decided it: the model, the number of tokens, options, seeds. */
  readonly settings: NoteSettings;
  readonly pictures: readonly NotePicture[];
}
