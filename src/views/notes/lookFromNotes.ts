import { type Uri, ViewColumn, window, workspace } from "vscode";
import { SAMPLE_TEXT } from "../../protocol/notes/sampleText";
import type { NoteLook, NoteView } from "../../protocol/notes/note";
import type { EditorPaint } from "../editor/editorPaint";
import { read, vscodeRange } from "../editor/chosenText";
import { TracedDocument } from "../editor/tracedDocument";
import { TrackedRange } from "../editor/trackedRange";
import type { AttentionPanels } from "../panels/attentionPanels";
import type { GenerationPanels } from "../panels/generationPanels";
import type { PositionsPanels } from "../panels/positionsPanels";
import type { NoteText } from "./noteTarget";

/** The views that the notes lead to. */
export interface LookParts {
  readonly attention: AttentionPanels;
  readonly generation: GenerationPanels;
  readonly positions: PositionsPanels;
  readonly paint: EditorPaint;
}

/** Opens the text behind a point with its place selected, and the attention of the model in `folder` beside it. */
export async function lookFromNotes({ text, range }: NoteLook, folder: string, { attention, paint }: LookParts): Promise<void> {
  const { document, tracked } = await opened(text, range);
  // As statements read it: what they score would else have been read by the tokens that predict it.
  await attention.show({ document: new TracedDocument(document, tracked, paint), folder, settings: { target: null, prefix: 0 } }, true);
}

/** Opens a view on the model in `folder` and the text that a statement ran on. */
export async function viewFromNotes(view: NoteView, folder: string, text: NoteText | null, { attention, generation, positions, paint }: LookParts): Promise<void> {
  if (view === "positions") return positions.show(folder, { source: text?.source ?? "the notes' sample", text: text?.text ?? SAMPLE_TEXT });
  const { document, tracked } = await placed(text);
  const target = { document: new TracedDocument(document, tracked, paint), folder };
  if (view === "attention") await attention.show(target, false);
  else generation.show(target, false);
}

interface Place {
  readonly document: Uri;
  readonly tracked: TrackedRange;
}

/** Where the text is: in its document as long as it stands there still, else in a new one. */
async function placed(text: NoteText | null): Promise<Place> {
  const whole = text?.text ?? SAMPLE_TEXT;
  const document = text === null ? undefined : workspace.textDocuments.find(one => one.uri.toString() === text.document);
  if (text === null || document === undefined || read(document, text.range) !== whole) return opened(whole, null);
  const editor = window.visibleTextEditors.find(one => one.document === document);
  await window.showTextDocument(document, { viewColumn: editor?.viewColumn ?? otherColumn() });
  return { document: document.uri, tracked: new TrackedRange(text.range, whole) };
}

/** A new document of this text, with a place of it selected. */
async function opened(text: string, range: NoteLook["range"] | null): Promise<Place> {
  const document = await workspace.openTextDocument({ content: text });
  const selection = range === null ? {} : { selection: vscodeRange(document, range) };
  await window.showTextDocument(document, { viewColumn: otherColumn(), preview: false, ...selection });
  // Opening may have made all line ends alike.
  const now = document.getText();
  return { document: document.uri, tracked: new TrackedRange({ start: 0, end: now.length }, now) };
}

/** Beside the notes where there are columns beside them; else over them, so that what is beside keeps its room. */
const otherColumn = (): ViewColumn => window.tabGroups.all.find(({ isActive }) => !isActive)?.viewColumn ?? ViewColumn.Active;
