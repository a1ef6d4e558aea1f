import { homedir } from "node:os";
import { join } from "node:path";
import { Uri, window, workspace } from "vscode";

/** Asks where a run is to be saved, proposing `name` beside `document` or in the workspace, and writes it there; not where nobody answers. */
export async function saveRun(json: string, name: string, document: Uri): Promise<void> {
  const [folder] = workspace.workspaceFolders ?? [];
  const beside = document.scheme === "file" ? Uri.joinPath(document, "..") : folder?.uri;
  const proposed = beside === undefined ? Uri.file(join(homedir(), name)) : Uri.joinPath(beside, name);
  const chosen = await window.showSaveDialog({ defaultUri: proposed, filters: { JSON: ["json"] }, title: "Save Generation" });
  if (chosen === undefined) return;
  await workspace.fs.writeFile(chosen, new TextEncoder().encode(json));
  const open = "Open";
  void window.showInformationMessage(`The run was saved as ${chosen.path.split("/").at(-1) ?? name}.`, open).then(async answer => {
    if (answer === open) await window.showTextDocument(chosen);
  });
}
