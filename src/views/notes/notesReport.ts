import { commands, type Uri, ViewColumn, window, workspace } from "vscode";
import type { NoteResult } from "../../protocol/notes/noteResult";
import { reportHtml } from "../../report/reportHtml";
import { reportMarkdown } from "../../report/reportMarkdown";
import type { ReportHeading } from "../../report/reportParts";
import { saveText } from "./saveText";

/** Of VS Code's own Markdown extension, which starts when it is asked for. */
const PREVIEW = "markdown.showPreviewToSide";

/** Opens a report as an untitled Markdown document, with its preview where there is one. */
export async function showReport(results: readonly NoteResult[], heading: ReportHeading): Promise<void> {
  const document = await workspace.openTextDocument({ language: "markdown", content: reportMarkdown(results, heading) });
  await window.showTextDocument(document, { viewColumn: ViewColumn.Active, preview: false });
  // It can be switched off: then the text is there to be read.
  await commands.executeCommand(PREVIEW, document.uri).then(undefined, () => undefined);
}

/** Asks where to, and writes a report that any browser shows; null where nobody answers. */
export const saveReport = (results: readonly NoteResult[], heading: ReportHeading): Promise<Uri | null> => saveText(reportHtml(results, heading), "notes.html", "Save Notes as HTML", { HTML: ["html"] });
