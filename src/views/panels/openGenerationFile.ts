import { FileType, type Uri, workspace } from "vscode";
import { Problem } from "../../protocol/problem";
import { checkSize, readGenerationFile } from "./generationFile";
import type { Opened } from "./generationPanel";

/** Reads the file of a saved run, wherever VS Code can read. Throws `document-gone`, or `input-invalid` where it is none. */
export async function openGenerationFile(file: Uri): Promise<Opened> {
  const name = file.path.split("/").at(-1) ?? file.path;
  const gone = (error: unknown): never => {
    throw new Problem("document-gone", `${name} cannot be read.`, { remedy: "Choose another file.", detail: error instanceof Error ? error.message : String(error) });
  };
  const { size, type } = await workspace.fs.stat(file).then(undefined, gone);
  if ((type & FileType.Directory) !== 0) throw new Problem("input-invalid", `${name} is a folder.`, { remedy: "Choose a file that “Save run” of a generation panel wrote." });
  checkSize(size, name);
  return { file, run: readGenerationFile(await workspace.fs.readFile(file).then(undefined, gone), name) };
}
