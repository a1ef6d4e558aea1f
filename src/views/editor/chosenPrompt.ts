import { type TextDocument, window } from "vscode";
import { Problem } from "../../protocol/problem";
import { rangeOf, read } from "./chosenText";
import { promptChoice } from "./promptChoice";
import { TrackedRange } from "./trackedRange";

/** A text that was chosen to be continued. */
export interface ChosenPrompt {
  readonly document: TextDocument;
  readonly tracked: TrackedRange;
  /** Characters before it that were left out. */
  readonly left: number;
}

/** What Trace Generation continues in the active editor. Throws `text-empty` when there is nothing. */
export function chosenPrompt(): ChosenPrompt {
  const editor = window.activeTextEditor;
  if (editor === undefined) {
    throw new Problem("text-empty", "No text editor is active.", { remedy: "Open a file, select some text or put the cursor behind some, and try again." });
  }
  const { document, selection } = editor;
  const choice = promptChoice(rangeOf(document, selection), document.offsetAt(selection.active), range => read(document, range));
  if (choice === null) {
    const where = selection.isEmpty ? "There is no text before the cursor." : "Only blanks are selected.";
    throw new Problem("text-empty", where, { remedy: "Select some text, or put the cursor behind some, and try again." });
  }
  return { document, tracked: new TrackedRange(choice.range, read(document, choice.range)), left: choice.left };
}
