import type { NoteSettings, Verdict } from "../../../../../src/protocol/notes/note";

/** What is expected of a statement: where, the verdict, and the figure within `within` of it. */
export interface Expected {
  /** An embedded model, or "golden:" and a folder of the goldens. */
  readonly model: string;
  readonly verdict: Verdict;
  readonly figure?: number;
  readonly within?: number;
  /** Otherwise the notes' sample. */
  readonly text?: string;
  readonly settings?: NoteSettings;
}
