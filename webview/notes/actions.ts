import type { NoteExport } from "../../src/protocol/notesPage";
import type { ProblemData } from "../../src/protocol/problem";
import type { PictureActions } from "../pictures/scene";

/** What a person can do in the page. */
export interface Actions extends PictureActions {
  readonly enter: (name: string, typed: string) => void;
  readonly usual: () => void;
  /** Runs; `afresh` forgets the points of a run that was stopped. */
  readonly run: (afresh: boolean) => void;
  readonly stop: () => void;
  readonly select: (what: "model" | "embedded" | "text" | "sample" | "documents") => void;
  /** Runs on the embedded model that was made for the statement. */
  readonly runEmbedded: () => void;
  readonly openPaper: () => void;
  readonly openView: () => void;
  readonly export: (what: NoteExport) => void;
  readonly copyText: (text: string) => void;
  readonly remedy: (problem: ProblemData) => void;
}
