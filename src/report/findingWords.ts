import type { Finding, NoteSettings } from "../protocol/notes/note";
import type { NoteResult } from "../protocol/notes/noteResult";
import { measured } from "./words";

/** What may come of a statement: its verdict, or that none could be had. */
export type Outcome = Finding["verdict"] | "failed";

/** A sign and words for each outcome: neither colour nor sign is needed to tell them apart. */
export const OUTCOMES: Readonly<Record<Outcome, { readonly sign: string; readonly words: string }>> = {
  holds: { sign: "✓", words: "Holds" },
  fails: { sign: "✗", words: "Does not hold" },
  "not-applicable": { sign: "–", words: "Does not apply" },
  failed: { sign: "!", words: "Could not be measured" },
};

/** What came of a statement, as one word. */
export const outcomeOf = (result: NoteResult): Outcome => (result.kind === "found" ? result.finding.verdict : "failed");

/** The id of the statement that a result is of. */
export const idOf = (result: NoteResult): string => (result.kind === "found" ? result.finding.id : result.id);

/** The number that decided, with its unit; "–" where there is none. */
export const figureWords = ({ figure, unit }: Pick<Finding, "figure" | "unit">): string => (figure === null ? "–" : measured(figure, unit));

/** What decided a finding, by name, exactly as it was. */
export const settingsWords = (settings: NoteSettings): { readonly name: string; readonly value: string }[] => Object.entries(settings).map(([name, value]) => ({ name, value: String(value) }));
