import { CodeLens, type CodeLensProvider, EventEmitter, Range, type TextDocument, workspace } from "vscode";
import { NOTES, statementOf } from "../../protocol/notes/catalogue";
import type { StatementAbout } from "../../protocol/notes/note";
import type { Disposes } from "../disposableStore";
import { COMMANDS } from "../names";
import { notesCodeLens } from "../settings";
import { HeadingMatch, type Matched } from "./headingMatch";
import { noteTitle } from "./noteTitle";

/** Offers "Run this" above headings and items of a person's own Markdown notes that speak of what the notes know. */
export class NoteLens implements CodeLensProvider, Disposes {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  #match: HeadingMatch | null = null;

  /** The setting has changed, or the workspace is trusted now. */
  refresh(): void {
    this.#changed.fire();
  }

  provideCodeLenses(document: TextDocument): CodeLens[] {
    if (!workspace.isTrusted || !notesCodeLens()) return [];
    this.#match ??= new HeadingMatch(NOTES);
    return this.#match.inLines(document.lineCount, line => document.lineAt(line).text).flatMap(({ line, matched }) => {
      const offered = offerOf(matched);
      return offered === null ? [] : [new CodeLens(new Range(line, 0, line, 0), offered)];
    });
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** What a lens says and does; null for a chapter that has nothing to run. */
function offerOf(matched: Matched): { title: string; tooltip: string; command: string; arguments: unknown[] } | null {
  if (matched.kind === "statement") {
    const about = statementOf(matched.id);
    return about === undefined ? null : { title: `Run this: ${noteTitle(about)}`, tooltip: about.statement, command: COMMANDS.runNote, arguments: [matched.id] };
  }
  const statements: readonly StatementAbout[] = NOTES.find(({ title }) => title === matched.chapter)?.statements ?? [];
  if (statements.length === 0) return null;
  const many = statements.length === 1 ? "1 statement" : `${statements.length} statements`;
  return { title: `Run this: ${matched.chapter}, ${many}`, tooltip: statements.map(({ statement }) => statement).join("\n"), command: COMMANDS.runNote, arguments: [{ chapter: matched.chapter }] };
}
