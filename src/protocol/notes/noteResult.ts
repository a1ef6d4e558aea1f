import type { ProblemData } from "../problem";
import type { Finding } from "./note";

/** What came of putting a statement to a model: a finding, or why none could be had. */
export type NoteResult = { readonly kind: "found"; readonly finding: Finding } | { readonly kind: "failed"; readonly id: string; readonly problem: ProblemData };
