import { commands, type Uri, window } from "vscode";
import type { NotePicture } from "../../protocol/notes/note";
import type { NoteExport, NoteShown } from "../../protocol/notesPage";
import { Problem } from "../../protocol/problem";
import { pictureCsv } from "../../report/pictureCsv";
import { pictureSvg } from "../../report/pictureSvg";
import { reportHtml } from "../../report/reportHtml";
import { reportMarkdown } from "../../report/reportMarkdown";
import { NOTES_ENDING, type SavedNote, writeNotesFile } from "./notesFile";
import { noteTitle } from "./noteTitle";
import { saveText } from "./saveText";

/** Asks where to, and writes what is wanted of a statement's result. Throws `input-invalid` where there is nothing of the kind. */
export async function exportNote(wanted: NoteExport, { about, result }: NoteShown, note: SavedNote | undefined): Promise<void> {
  if (result === null || note === undefined) throw new Problem("input-invalid", "There is no result to export yet.", { remedy: "Run the statement first." });
  const title = noteTitle(about);
  const heading = { title, facts: [{ name: "Model", value: note.model }, { name: "Text", value: note.source ?? "the notes' sample" }, { name: "Run", value: note.ran }] };
  const picture = (id: string): NotePicture => {
    const found = result.kind === "found" ? result.finding.pictures.find(one => one.id === id) : undefined;
    if (found === undefined) throw new Problem("input-invalid", "That picture is not kept any more.", { remedy: "Run the statement again." });
    return found;
  };
  switch (wanted.as) {
    case "csv":
      return told(await saveText(pictureCsv(picture(wanted.picture)), `${about.id}.${wanted.picture}.csv`, "Save Numbers", { CSV: ["csv"] }));
    case "svg": {
      const svg = pictureSvg(picture(wanted.picture), wanted.sheet);
      if (svg === null) throw new Problem("input-invalid", "A listing is words, and no picture.", { remedy: "Export it as CSV." });
      return told(await saveText(svg, `${about.id}.${wanted.picture}.svg`, "Save Picture", { SVG: ["svg"] }));
    }
    case "html":
      return told(await saveText(reportHtml([result], heading), `${about.id}.html`, "Save Result as HTML", { HTML: ["html"] }));
    case "markdown":
      return told(await saveText(reportMarkdown([result], heading), `${about.id}.md`, "Save Result as Markdown", { Markdown: ["md"] }));
    case "json":
      return told(await saveText(writeNotesFile([note], new Date()), `${about.id}${NOTES_ENDING}`, "Save Result", { "Saved notes": ["json"] }));
  }
}

/** Says that a file was written, and opens it on demand. */
function told(saved: Uri | null): void {
  if (saved === null) return;
  const open = "Open";
  void window.showInformationMessage(`Saved as ${saved.path.split("/").at(-1) ?? ""}.`, open).then(async answer => {
    if (answer === open) await commands.executeCommand("vscode.open", saved);
  });
}
