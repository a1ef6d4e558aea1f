import type { CurvesPicture, TablePicture } from "../positions";
import type { TextRange } from "../tokens";

/** What came of a statement on a model and a text. */
export type Verdict = "holds" | "fails" | "not-applicable";

interface Option {
  readonly name: string;
  readonly about: string;
}

/** A number in a range. */
export interface NumberOption extends Option {
  readonly kind: "number";
  readonly least: number;
  readonly most: number;
  /** A whole number counts something, and takes whole numbers alone. */
  readonly step: number;
  readonly otherwise: number;
}

/** One of some names. */
export interface ChoiceOption extends Option {
  readonly kind: "choice";
  readonly values: readonly string[];
  readonly otherwise: string;
}

/** Some words: a fact, a question, labels. */
export interface TextOption extends Option {
  readonly kind: "text";
  readonly mostCharacters: number;
  readonly otherwise: string;
}

/** A setting of a statement. */
export type NoteOption = NumberOption | ChoiceOption | TextOption;

/** Values of a statement's options, and whatever else decided what came of it, by name. */
export type NoteSettings = Readonly<Record<string, string | number | boolean>>;

/** A view of the extension that shows more of what a statement speaks of. */
export type NoteView = "attention" | "positions" | "generation";

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
  /** Name of the embedded model that was made for it: on it the statement applies. */
  readonly embedded: string;
  /** Where the same can be looked at in another way; null: the evidence is all there is. */
  readonly shownIn: NoteView | null;
  /** A context is built of several texts (files): none given, the notes' own. */
  readonly documents?: true;
  /** Parts of the text may be chosen one by one, with several cursors; none chosen, they are drawn. */
  readonly spans?: true;
}

/** A chapter of the notes. */
export interface NoteSection {
  /** As a heading in somebody's notes might say it. */
  readonly title: string;
  readonly statements: readonly StatementAbout[];
}

/** Findings as rows of words and numbers: texts with sentinels, lines with reasons, parts with sizes. */
export interface ListingPicture {
  readonly kind: "listing";
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly columns: readonly { readonly name: string; readonly unit: string }[];
  /** A cell for each column; NaN: none. */
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Evidence. */
export type NotePicture = CurvesPicture | TablePicture | ListingPicture;

/** A text by name, such as a chosen file. */
export interface NoteDocument {
  readonly name: string;
  readonly text: string;
}

/** Something that a sweep measured at one of its points: finite numbers whose meaning the statement knows. */
export type NotePoint = readonly number[];

/** A statement to be put to a model. */
export interface NoteRequest {
  readonly id: string;
  /** The chosen text; null: the notes' own sample. */
  readonly text: string | null;
  /** What a context is built of, for statements that say so; empty: the notes' own. */
  readonly documents: readonly NoteDocument[];
  /** Parts of the chosen text, in order and apart, for statements that say so; absent or empty: drawn. */
  readonly spans?: readonly TextRange[];
  readonly settings: NoteSettings;
  /** Points that an earlier run with the same model, text and settings has told: they are not measured again. */
  readonly known: Readonly<Record<string, NotePoint>>;
}

/** What is told while a statement is being put to a model. */
export type NoteItem =
  | { readonly kind: "progress"; readonly message: string; readonly fraction: number }
  /** Kept by whoever wants to go on later from here. */
  | { readonly kind: "point"; readonly key: string; readonly values: NotePoint }
  /** The evidence as far as it goes. */
  | { readonly kind: "pictures"; readonly pictures: readonly NotePicture[] };

/** The text behind one point of a picture: what ran there. */
export interface NoteLook {
  readonly picture: string;
  /** Which line or row of the picture, and which point on it. */
  readonly line: number;
  readonly at: number;
  readonly title: string;
  readonly text: string;
  /** UTF-16 offsets in the text of what it is about. */
  readonly range: { readonly start: number; readonly end: number };
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
  /** Texts behind the points of the pictures, where they can be looked into. */
  readonly looks: readonly NoteLook[];
}
