import { ARCHITECTURES } from "./architectures";
import { ATTENTION } from "./attention";
import { GENERATING } from "./generating";
import { GPT } from "./gpt";
import { GPT2 } from "./gpt2";
import { LLAMA } from "./llama";
import { LOST_IN_THE_MIDDLE } from "./lostInTheMiddle";
import { POSITIONS } from "./positions";
import { ROPE } from "./rope";
import { T5 } from "./t5";
import { UL2 } from "./ul2";
import type { NoteSection } from "./note";

/** The notes, chapter by chapter. */
export const NOTES = [
  { title: "Attention", statements: ATTENTION },
  { title: "Positional encoding", statements: POSITIONS },
  { title: "GPT", statements: GPT },
  { title: "GPT-2", statements: GPT2 },
  { title: "T5", statements: T5 },
  { title: "UL2", statements: UL2 },
  { title: "Encoder-only, decoder-only and encoder–decoder models", statements: ARCHITECTURES },
  { title: "Lost in the Middle", statements: LOST_IN_THE_MIDDLE },
  { title: "RoPE", statements: ROPE },
  { title: "Llama", statements: LLAMA },
  { title: "Generating text", statements: GENERATING },
] as const satisfies readonly NoteSection[];

/** The id of each statement of some. */
export type IdOf<Statements extends readonly { readonly id: string }[]> = Statements[number]["id"];

/** The id of each statement of the notes. */
export type StatementId = IdOf<(typeof NOTES)[number]["statements"]>;

type KnownStatement = NoteSection["statements"][number] & { readonly id: StatementId };

/** The statement of this id, or undefined. */
export const statementOf = (id: string): KnownStatement | undefined => NOTES.flatMap<KnownStatement>(({ statements }) => [...statements]).find(statement => statement.id === id);
