import { Range, type Selection, type TextDocument, window } from "vscode";
import { Problem } from "../../protocol/problem";
import type { TextRange } from "../../protocol/tokens";
import { capped, type Lines, selectionChoice } from "./selectionChoice";
import { TrackedRange } from "./trackedRange";

/** Text that was chosen in a document. */
export interface ChosenText {
  readonly document: TextDocument;
  readonly tracked: TrackedRange;
  /** Characters that were selected; more than the tracked text has when it was cut. */
  readonly selected: number;
}

/** What Show Attention looks at in the active editor, or in another one. Throws `text-empty` when there is nothing. */
export function chosenText(editor = window.activeTextEditor): ChosenText {
  if (editor === undefined) {
    throw new Problem("text-empty", "No text editor is active.", { remedy: "Open a file, select some text and try again." });
  }
  const { document, selection } = editor;
  const range = selectionChoice(linesOf(document), rangeOf(document, selection), selection.active.line);
  if (range === null) {
    throw new Problem("text-empty", "There is no text in this document.", { remedy: "Type or open some text and try again." });
  }
  const text = read(document, range);
  const cut = capped(range, text);
  return { document, tracked: new TrackedRange(cut, text.slice(0, cut.end - cut.start)), selected: text.length };
}

/** The text of `range`, offsets in UTF-16 code units. */
export function read(document: TextDocument, range: TextRange): string {
  return document.getText(vscodeRange(document, range));
}

/** `range` as VS Code counts: lines and characters. */
export const vscodeRange = (document: TextDocument, range: TextRange): Range => new Range(document.positionAt(range.start), document.positionAt(range.end));

/** A selection as offsets in UTF-16 code units. */
export const rangeOf = (document: TextDocument, selection: Selection): TextRange => ({
  start: document.offsetAt(selection.start),
  end: document.offsetAt(selection.end),
});

function linesOf(document: TextDocument): Lines {
  return {
    lineCount: document.lineCount,
    isBlank: line => document.lineAt(line).isEmptyOrWhitespace,
    startOf: line => document.offsetAt(document.lineAt(line).range.start),
    endOf: line => document.offsetAt(document.lineAt(line).range.end),
  };
}
