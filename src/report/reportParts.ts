import { NOTES, statementOf } from "../protocol/notes/catalogue";
import type { NoteResult } from "../protocol/notes/noteResult";
import { idOf, OUTCOMES, outcomeOf, type Outcome } from "./findingWords";

/** What stands at the top of a report. */
export interface ReportHeading {
  readonly title: string;
  /** The model, the text, the day: whatever all of the report has in common. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

/** One statement of a report. */
export interface ReportEntry {
  readonly id: string;
  readonly statement: string;
  readonly paper: { readonly title: string; readonly url: string | null };
  readonly outcome: Outcome;
  readonly result: NoteResult;
}

/** The statements of a report in a chapter of the notes. */
export interface ReportChapter {
  readonly title: string;
  readonly entries: readonly ReportEntry[];
}

/** Results by chapter, in the order of the notes; those of statements that the notes no longer have come last. */
export function chaptersOf(results: readonly NoteResult[]): ReportChapter[] {
  const known = NOTES.map(({ title, statements }) => ({ title, entries: statements.flatMap(({ id }) => results.filter(result => idOf(result) === id)) }));
  const others = { title: "Others", entries: results.filter(result => statementOf(idOf(result)) === undefined) };
  return [...known, others].filter(({ entries }) => entries.length > 0).map(({ title, entries }) => ({ title, entries: entries.map(entryOf) }));
}

/** How many statements there are of each outcome: "12 hold, 1 does not hold". */
export function tally(results: readonly NoteResult[]): string {
  const counts = (Object.keys(OUTCOMES) as Outcome[]).map(outcome => ({ outcome, count: results.filter(result => outcomeOf(result) === outcome).length }));
  return counts
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${count} ${COUNTED[outcome][count === 1 ? 0 : 1]}`)
    .join(", ");
}

const COUNTED: Readonly<Record<Outcome, readonly [one: string, more: string]>> = {
  holds: ["holds", "hold"],
  fails: ["does not hold", "do not hold"],
  "not-applicable": ["does not apply", "do not apply"],
  failed: ["could not be measured", "could not be measured"],
};

function entryOf(result: NoteResult): ReportEntry {
  const id = idOf(result);
  const about = statementOf(id);
  const finding = result.kind === "found" ? result.finding : null;
  return {
    id,
    statement: finding?.statement ?? about?.statement ?? id,
    paper: { title: finding?.paper ?? about?.paper.title ?? "", url: about?.paper.url ?? null },
    outcome: outcomeOf(result),
    result,
  };
}
