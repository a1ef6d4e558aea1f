import { homedir } from "node:os";
import { join } from "node:path";
import { Uri, window, workspace } from "vscode";

/** Asks where a text is to be saved, proposing `name` in the workspace, and writes it there; null where nobody answers. */
export async function saveText(text: string, name: string, title: string, filters: Readonly<Record<string, readonly string[]>>): Promise<Uri | null> {
  const [folder] = workspace.workspaceFolders ?? [];
  const proposed = folder?.uri.scheme === "file" ? Uri.joinPath(folder.uri, name) : Uri.file(join(homedir(), name));
  const chosen = await window.showSaveDialog({ defaultUri: proposed, title, filters: Object.fromEntries(Object.entries(filters).map(([kind, endings]) => [kind, [...endings]])) });
  if (chosen === undefined) return null;
  await workspace.fs.writeFile(chosen, new TextEncoder().encode(text));
  return chosen;
}
