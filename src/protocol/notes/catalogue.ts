import { ATTENTION } from "./attention";
import { MODELS } from "./models";
import { POSITIONS } from "./positions";
import type { NoteSection } from "./note";

/** The notes, chapter by chapter. */
export const NOTES = [
  { title: "Attention", statements: ATTENTION },
  { title: "Positional encoding", statements: POSITIONS },
  { title: "Models", statements: MODELS },
] as const satisfies readonly NoteSection[];

/** The id of each statement of some. */
export type IdOf<Statements extends readonly { readonly id: string }[]> = Statements[number]["id"];

/** The id of each statement of the notes. */
export type StatementId = IdOf<(typeof NOTES)[number]["statements"]>;

type KnownStatement = NoteSection["statements"][number] & { readonly id: StatementId };

/** The statement of this id, or undefined. */
export const statementOf = (id: string): KnownStatement | undefined => NOTES.flatMap<KnownStatement>(({ statements }) => [...statements]).find(statement => statement.id === id);
