import { commands, type Uri, ViewColumn, window, workspace } from "vscode";
import type { NoteResult } from "../../protocol/notes/noteResult";
import { reportHtml } from "../../report/reportHtml";
import { reportMarkdown } from "../../report/reportMarkdown";
import type { ReportHeading } from "../../report/reportParts";
import { saveText } from "./saveText";

/** VS Code's own Markdown extension, which can be switched off. */
const PREVIEW = "markdown.showPreviewToSide";

/** Opens a report as an untitled Markdown document, with its preview where there is one. */
export async function showReport(results: readonly NoteResult[], heading: ReportHeading): Promise<void> {
  const document = await workspace.openTextDocument({ language: "markdown", content: reportMarkdown(results, heading) });
  await window.showTextDocument(document, { viewColumn: ViewColumn.Active, preview: false });
  if ((await commands.getCommands()).includes(PREVIEW)) await commands.executeCommand(PREVIEW, document.uri);
}

/** Asks where to, and writes a report that any browser shows; null where nobody answers. */
export const saveReport = (results: readonly NoteResult[], heading: ReportHeading): Promise<Uri | null> => saveText(reportHtml(results, heading), "notes.html", "Save Notes as HTML", { HTML: ["html"] });
