import { FileType, type Uri, workspace } from "vscode";
import { Problem } from "../../protocol/problem";
import { checkNotesSize, type OpenedNotes, readNotesFile } from "./notesFile";

/** Reads a file of saved results, wherever VS Code can read. Throws `document-gone`, or `input-invalid` where it is none. */
export async function openNotesFile(file: Uri): Promise<{ readonly name: string; readonly opened: OpenedNotes }> {
  const name = file.path.split("/").at(-1) ?? file.path;
  const gone = (error: unknown): never => {
    throw new Problem("document-gone", `${name} cannot be read.`, { remedy: "Choose another file.", detail: error instanceof Error ? error.message : String(error) });
  };
  const { size, type } = await workspace.fs.stat(file).then(undefined, gone);
  if ((type & FileType.Directory) !== 0) throw new Problem("input-invalid", `${name} is a folder.`, { remedy: "Choose a file that “Save Notes…” wrote." });
  checkNotesSize(size, name);
  return { name, opened: readNotesFile(await workspace.fs.readFile(file).then(undefined, gone), name) };
}
