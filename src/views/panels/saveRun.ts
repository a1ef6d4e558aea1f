import { homedir } from "node:os";
import { join } from "node:path";
import { commands, Uri, window, workspace } from "vscode";
import { SAVED_MOST } from "../../protocol/savedGeneration";
import { COMMANDS } from "../names";

/** Asks where a run is to be saved, proposing `name` beside `document` or in the workspace, and writes it there; not where nobody answers. */
export async function saveRun(json: string, name: string, document: Uri): Promise<void> {
  const [folder] = workspace.workspaceFolders ?? [];
  const beside = document.scheme === "file" ? Uri.joinPath(document, "..") : folder?.uri;
  const proposed = beside === undefined ? Uri.file(join(homedir(), name)) : Uri.joinPath(beside, name);
  const chosen = await window.showSaveDialog({ defaultUri: proposed, filters: { JSON: ["json"] }, title: "Save Generation" });
  if (chosen === undefined) return;
  const bytes = new TextEncoder().encode(json);
  await workspace.fs.writeFile(chosen, bytes);
  const [open, text] = ["Open", "Open as Text"];
  const fits = bytes.length <= SAVED_MOST;
  const told = `The run was saved as ${chosen.path.split("/").at(-1) ?? name}.${fits ? "" : " It is too large to be opened in Model Lens; the command line replays it."}`;
  void window.showInformationMessage(told, ...(fits ? [open, text] : [text])).then(async answer => {
    if (answer === open) await commands.executeCommand(COMMANDS.openGenerationFile, chosen);
    if (answer === text) await commands.executeCommand("vscode.open", chosen);
  });
}
