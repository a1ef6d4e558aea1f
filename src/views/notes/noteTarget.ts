import { createHash } from "node:crypto";
import { statementOf } from "../../protocol/notes/catalogue";
import type { NoteDocument, NoteSettings, StatementAbout } from "../../protocol/notes/note";
import type { TextRange } from "../../protocol/tokens";

/** A text that was chosen for the notes, and where it was when it was. */
export interface NoteText {
  /** "names.md:3–9". */
  readonly source: string;
  readonly text: string;
  /** The document, as `Uri.toString()` writes it. */
  readonly document: string;
  readonly range: TextRange;
  /** Parts of it that were chosen, each with a cursor of its own; absent: it was chosen as a whole. */
  readonly spans?: readonly TextRange[];
}

/** What a statement is put to. */
export interface NoteTarget {
  readonly id: string;
  readonly folder: string;
  /** null: the notes' own sample. */
  readonly text: NoteText | null;
  /** Uris of files, of which a context is built; empty for statements that build none. */
  readonly documents: readonly string[];
  /** Those that differ from the usual ones. */
  readonly settings: NoteSettings;
}

/** Those of some settings that a statement has and that differ from its usual ones, in its order. */
export const unusualSettings = ({ options }: Pick<StatementAbout, "options">, settings: NoteSettings): NoteSettings =>
  Object.fromEntries(options.flatMap(({ name, otherwise }) => (settings[name] === undefined || settings[name] === otherwise ? [] : [[name, settings[name]]])));

/** The parts of its text that a statement is put to; empty where none were chosen, or it has no use for them. */
export const spansOf = ({ id, text }: Pick<NoteTarget, "id" | "text">): readonly TextRange[] => (statementOf(id)?.spans === true ? (text?.spans ?? []) : []);

/** Tells what came of a statement on a model and a text from all else; files count by their names. */
export const targetKey = ({ id, folder, text, documents, settings }: NoteTarget): string => digest([id, folder, text?.text ?? null, spansOf({ id, text }), documents, Object.entries(settings)]);

/** Tells the points of a sweep from those of all others: the model counts by its checksum, and files by what they say. */
export const pointsKey = ({ id, text, settings }: NoteTarget, checksum: string, documents: readonly NoteDocument[]): string =>
  digest([id, checksum, text?.text ?? null, spansOf({ id, text }), documents.map(({ name, text: said }) => [name, said]), Object.entries(settings)]);

const digest = (parts: readonly unknown[]): string => createHash("sha256").update(JSON.stringify(parts)).digest("hex");
