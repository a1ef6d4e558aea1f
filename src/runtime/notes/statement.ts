import type { NoteDocument, NoteLook, NotePicture, NotePoint, NoteSettings } from "../../protocol/notes/note";
import type { TextRange } from "../../protocol/tokens";
import type { OpenModel } from "../model/openModel";
import type { Loaded } from "../models";

/** What a statement is run on. */
export interface Given {
  readonly loaded: Loaded;
  /** The chosen text, or the notes' sample. */
  readonly text: string;
  /** What a context is to be built of; empty: the notes' own. */
  readonly documents: readonly NoteDocument[];
  /** Parts of the text that were chosen one by one, in order and apart; empty: they are to be drawn. */
  readonly spans: readonly TextRange[];
  /** The options' values: in range, none missing. */
  readonly settings: NoteSettings;
  readonly signal: AbortSignal;
  /** Tells how far it is: 0 … 1. */
  readonly progress: (fraction: number) => void;
  /**
   * A point of a sweep: measured, told, and not measured again when a run that was stopped goes on. Its key is unlike the statement's other ones,
   * and names all that the point depends on besides the model, the text, the documents and the options. Finite numbers, or it throws.
   */
  readonly point: (key: string, measure: () => Promise<NotePoint>) => Promise<NotePoint>;
  /** Shows the evidence as far as it goes. */
  readonly show: (pictures: readonly NotePicture[]) => void;
}

/** What came of it. */
export interface Outcome {
  readonly holds: boolean;
  /** The number that decided. */
  readonly figure: number;
  /** What the number counts; "" for a mere number. */
  readonly unit: string;
  /** The evidence in a sentence or two, with its numbers. */
  readonly says: string;
  /** What decided it besides the model, the text and the options: how many tokens ran, seeds. */
  readonly settings: NoteSettings;
  readonly pictures: readonly NotePicture[];
  /** Texts behind points of the pictures that one may want to look into. */
  readonly looks?: readonly NoteLook[];
}

/** A statement of the notes that can be put to a model. */
export interface Statement {
  /** Why it means nothing for this model; null where it applies. */
  readonly applies: (open: OpenModel) => string | null;
  readonly run: (given: Given) => Promise<Outcome>;
}

/** Applies to whatever model. */
export const always = (): null => null;

/** The number that a statement's option has. */
export const numberOf = ({ settings }: Pick<Given, "settings">, name: string): number => Number(settings[name]);

/** The name or the words that a statement's option has. */
export const wordsOf = ({ settings }: Pick<Given, "settings">, name: string): string => String(settings[name]);
