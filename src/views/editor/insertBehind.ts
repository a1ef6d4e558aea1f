import { FilePermission, Range, type TextDocument, type TextEditor, TextEditorRevealType, workspace } from "vscode";
import { Problem } from "../../protocol/problem";
import type { TracedDocument } from "./tracedDocument";

/** An edit that meets another one is refused by VS Code, and made again on the document as it is then, this often at most. */
const ATTEMPTS = 5;
const COPY = "Copy the text instead.";

/**
 * Puts `text` into the document behind the text that it traces, as one edit that one undo takes back, and scrolls to it.
 * Throws `document-gone` where document or text are no longer there, `document-read-only` where nothing may be written;
 * the remedy of each is to copy the text.
 */
export async function insertBehind(traced: TracedDocument, text: string): Promise<void> {
  if (text === "") return;
  const editor = await traced.show().catch((error: unknown) => {
    const { code, message, detail } = Problem.from(error);
    throw new Problem(code, message, { remedy: COPY, ...(detail !== undefined && { detail }) });
  });
  const { document } = editor;
  if (await isReadOnly(document)) throw readOnly(traced);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const end = endOf(traced);
    const { version } = document;
    const accepted = await editor.edit(edit => edit.insert(document.positionAt(end), text), { undoStopBefore: true, undoStopAfter: true });
    if (!accepted) continue;
    // An editor that was made read-only accepts every edit and makes none.
    if (document.version === version) break;
    reveal(editor, end, text);
    return;
  }
  throw readOnly(traced);
}

/** Offset behind the text, also where it was edited; only of a text of which neither end is left nobody knows it. */
function endOf({ tracked, source }: TracedDocument): number {
  const { length } = tracked.text;
  const known = [tracked.place({ start: 0, end: 1 }), tracked.place({ start: length - 1, end: length })].some(place => place !== null);
  if (known) return tracked.end;
  throw new Problem("document-gone", `The text that was continued is no longer in ${source}.`, { remedy: COPY });
}

function reveal(editor: TextEditor, start: number, text: string): void {
  const { document } = editor;
  editor.revealRange(new Range(document.positionAt(start), document.positionAt(start + text.length)), TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Whether a document cannot be written; of schemes without a file system VS Code does not say. */
async function isReadOnly({ uri }: TextDocument): Promise<boolean> {
  if (workspace.fs.isWritableFileSystem(uri.scheme) === false) return true;
  if (workspace.fs.isWritableFileSystem(uri.scheme) === undefined) return false;
  try {
    const { permissions = 0 } = await workspace.fs.stat(uri);
    return (permissions & FilePermission.Readonly) !== 0;
  } catch {
    return false; // A file that was deleted is written anew.
  }
}

const readOnly = ({ source }: TracedDocument): Problem =>
  new Problem("document-read-only", `${source} cannot be edited.`, { remedy: COPY });
