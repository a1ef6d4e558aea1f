import { posix } from "node:path";
import { type Uri, workspace } from "vscode";

/**
 * What a file is called in a prompt for the document `beside`: its path from their workspace folder on. A file of another folder has that
 * folder's name in front; one of no folder goes by its own name alone, since where it lies on this machine tells a model nothing.
 */
export function promptName(file: Uri, beside: Uri): string {
  const folder = workspace.getWorkspaceFolder(file);
  if (folder === undefined) return posix.basename(file.path);
  const path = posix.relative(folder.uri.path, file.path);
  return folder.uri.toString() === workspace.getWorkspaceFolder(beside)?.uri.toString() ? path : `${folder.name}/${path}`;
}
