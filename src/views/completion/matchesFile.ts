import { languages, RelativePattern, type TextDocument, workspace } from "vscode";

/** Whether a glob pattern matches a document's file: its whole path, or the path from its workspace folder on. */
export function matchesFile(pattern: string, document: TextDocument): boolean {
  if (languages.match({ pattern }, document) > 0) return true;
  const folder = workspace.getWorkspaceFolder(document.uri);
  return folder !== undefined && languages.match({ pattern: new RelativePattern(folder, pattern) }, document) > 0;
}
