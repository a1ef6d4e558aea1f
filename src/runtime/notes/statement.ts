import type { NotePicture, NoteSettings } from "../../protocol/notes/note";
import type { OpenModel } from "../model/openModel";
import type { Loaded } from "../models";

/** What a statement is run on. */
export interface Given {
  readonly loaded: Loaded;
  /** The chosen text, or the notes' sample. */
  readonly text: string;
  /** The options' values: in range, none missing. */
  readonly settings: NoteSettings;
  readonly signal: AbortSignal;
  /** Tells how far it is: 0 … 1. */
  readonly progress: (fraction: number) => void;
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
export const numberOf = ({ settings }: Given, name: string): number => Number(settings[name]);
