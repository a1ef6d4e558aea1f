import { Range, type Selection, type TextDocument, type TextEditor, window } from "vscode";
import { Problem } from "../../protocol/problem";
import type { TextRange } from "../../protocol/tokens";
import { capped, type Lines, selectionChoice } from "./selectionChoice";
import { spanChoice } from "./spanChoice";
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

/** With several selections: the paragraphs that they are in as one text, and the selections as its parts; null with fewer than two that hold anything. */
export function chosenSpans({ document, selections }: TextEditor): { readonly range: TextRange; readonly text: string; readonly spans: readonly TextRange[] } | null {
  const placed = selections.map(selection => ({ ...rangeOf(document, selection), firstLine: selection.start.line, lastLine: selection.end.line }));
  const chosen = spanChoice(linesOf(document), placed);
  if (chosen === null) return null;
  const text = read(document, chosen.range);
  const range = capped(chosen.range, text);
  const length = range.end - range.start;
  return { range, text: text.slice(0, length), spans: chosen.spans.filter(({ end }) => end <= length) };
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
