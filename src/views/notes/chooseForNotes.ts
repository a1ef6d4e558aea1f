import { commands, type TextEditor, window, workspace } from "vscode";
import type { NoteShown } from "../../protocol/notesPage";
import { Problem } from "../../protocol/problem";
import { chosenSpans, chosenText, rangeOf, read, vscodeRange } from "../editor/chosenText";
import { sourceName } from "../editor/sourceName";
import { capped } from "../editor/selectionChoice";
import { COMMANDS } from "../names";
import { nameOfUri } from "./noteDocuments";
import type { Notes } from "./notes";
import type { NoteText } from "./noteTarget";

/** Files that a context is built of, at most. */
const MOST_FILES = 200;
/** Characters of a text in a list. */
const EXCERPT = 80;

/** Before a run from the sidebar, the palette or a lens: what is selected is taken, unless the sample was chosen for good. */
export function takeSelection(notes: Notes): void {
  const { choice } = notes;
  const editor = window.activeTextEditor;
  if (editor === undefined || editor.selection.isEmpty || !choice.takesSelection) return;
  const taken = spannedText(editor) ?? wholeText(editor);
  if (taken === null || sameText(taken, choice.text)) return;
  choice.takeText(taken);
  notes.closeFile();
}

/** Lets the user choose another model, text or files for the statement that is shown. */
export async function chooseForNotes(what: "model" | "embedded" | "text" | "sample" | "documents", notes: Notes, about: NoteShown["about"]): Promise<void> {
  const { choice } = notes;
  switch (what) {
    case "model":
      if ((await commands.executeCommand(COMMANDS.chooseModel)) === undefined) return;
      choice.useActive([about.id]);
      break;
    case "embedded":
      choice.useModels({ [about.id]: notes.embeddedFor(about) });
      break;
    case "text":
      choice.takeText(textAtHand());
      break;
    case "sample":
      choice.takeSample();
      break;
    case "documents":
      if (!(await chooseDocuments(notes))) return;
  }
  notes.closeFile();
}

/** Lets the user choose what statements run on: what is selected, the sample, or files. */
export async function chooseNotesText(notes: Notes): Promise<void> {
  const { choice } = notes;
  const selected = selectedOrNull();
  const excerpt = (text: string): string => text.slice(0, EXCERPT).replace(/\s+/g, " ");
  const now = choice.text === null ? "sample" : "selection";
  const picks = [
    ...(selected === null ? [] : [{ label: "$(selection) Selection", description: selected.source, detail: excerpt(selected.text), choose: () => Promise.resolve(choice.takeText(selected)) }]),
    { label: "$(book) Sample", description: now === "sample" ? "chosen now" : "the notes' own text", choose: () => Promise.resolve(choice.takeSample()) },
    { label: "$(files) Files for Contexts…", description: choice.documents.length === 0 ? "for statements that build a long context" : choice.documents.map(nameOfUri).join(", "), choose: () => chooseDocuments(notes) },
  ];
  const picked = await window.showQuickPick(picks, { placeHolder: "Run the notes on which text?" });
  if (picked === undefined || (await picked.choose()) === false) return;
  notes.closeFile();
}

/** Whether files, or the notes' own again, were chosen. */
async function chooseDocuments({ choice }: Notes): Promise<boolean> {
  if (choice.documents.length > 0) {
    const [files, own] = [{ label: "$(files) Choose Files…" }, { label: "$(book) The Notes' Own", description: `in place of ${choice.documents.map(nameOfUri).join(", ")}` }];
    const picked = await window.showQuickPick([files, own], { placeHolder: "Build contexts of which files?" });
    if (picked === undefined) return false;
    if (picked === own) {
      choice.takeDocuments([]);
      return true;
    }
  }
  const [folder] = workspace.workspaceFolders ?? [];
  const chosen = await window.showOpenDialog({ title: "Files of Which Contexts Are Built", openLabel: "Choose", canSelectMany: true, ...(folder && { defaultUri: folder.uri }) });
  if (chosen === undefined || chosen.length === 0) return false;
  if (chosen.length > MOST_FILES) throw new Problem("input-invalid", `${chosen.length} files are more than ${MOST_FILES}.`, { remedy: "Choose fewer." });
  choice.takeDocuments(chosen.map(uri => uri.toString()));
  return true;
}

/** The selection, or the paragraph at the cursor, of the editor that has the keyboard, else of one that can be seen. Throws `text-empty`. */
function textAtHand(): NoteText {
  const editor = editorAtHand();
  const spanned = editor === undefined ? null : spannedText(editor);
  if (spanned !== null) return spanned;
  const { tracked } = chosenText(editor);
  if (editor === undefined) throw new Problem("text-empty", "No text editor is active.", { remedy: "Open a file, select some text and try again." });
  return noteText(editor, tracked);
}

function selectedOrNull(): NoteText | null {
  try {
    return textAtHand();
  } catch (error) {
    if (error instanceof Problem && error.code === "text-empty") return null;
    throw error;
  }
}

/** Editors of what VS Code itself shows (its output) are no texts of a person. */
const editorAtHand = (): TextEditor | undefined => [window.activeTextEditor, ...window.visibleTextEditors].find(editor => editor !== undefined && editor.document.uri.scheme !== "output");

/** What the first cursor has selected; null where that is blank. */
function wholeText(editor: TextEditor): NoteText | null {
  const range = rangeOf(editor.document, editor.selection);
  const text = read(editor.document, range);
  const cut = capped(range, text);
  return text.trim() === "" ? null : noteText(editor, { text: text.slice(0, cut.end - cut.start), start: cut.start, end: cut.end });
}

const sameText = (one: NoteText, other: NoteText | null): boolean => one.text === other?.text && one.document === other.document && JSON.stringify(one.spans) === JSON.stringify(other.spans);

/** What several cursors have selected: parts of the paragraphs that they are in. Null with fewer than two selections. */
function spannedText(editor: TextEditor): NoteText | null {
  const chosen = chosenSpans(editor);
  if (chosen === null) return null;
  const text = noteText(editor, { text: chosen.text, ...chosen.range });
  return { ...text, source: `${text.source}, ${chosen.spans.length} spans`, spans: chosen.spans };
}

function noteText({ document }: TextEditor, { text, start, end }: { readonly text: string; readonly start: number; readonly end: number }): NoteText {
  const { start: first, end: last } = vscodeRange(document, { start, end });
  return { source: sourceName(document.uri.path, { first: first.line, last: last.line }), text, document: document.uri.toString(), range: { start, end } };
}
