import { basename } from "node:path";
import { commands, ProgressLocation, Uri, window, workspace } from "vscode";
import { NOTES, statementOf } from "../../protocol/notes/catalogue";
import type { Finding, StatementAbout } from "../../protocol/notes/note";
import type { NoteResult } from "../../protocol/notes/noteResult";
import { Cancelled, Problem } from "../../protocol/problem";
import { idOf } from "../../report/findingWords";
import { type ReportHeading, tally } from "../../report/reportParts";
import type { ModelCatalog } from "../modelCatalog";
import { COMMANDS, NOTES_VIEW } from "../names";
import { chooseNotesText, takeSelection } from "../notes/chooseForNotes";
import { type Notes, statementIds } from "../notes/notes";
import { NOTES_ENDING, type SavedNote, writeNotesFile } from "../notes/notesFile";
import { saveReport, showReport } from "../notes/notesReport";
import { noteTitle } from "../notes/noteTitle";
import { openNotesFile } from "../notes/openNotesFile";
import { runAll } from "../notes/runAll";
import { saveText } from "../notes/saveText";
import type { NotesPanels } from "../panels/notesPanels";
import type { Report } from "../report";
import type { NoteNode } from "../sidebar/notesTree";
import type { NotesView } from "../sidebar/notesView";
import type { CommandHandlers } from "./register";

/** What the commands about the notes work with. */
export interface NotesCommandParts {
  readonly notes: Notes;
  readonly panels: NotesPanels;
  readonly view: NotesView;
  readonly catalog: Pick<ModelCatalog, "active" | "nameOf">;
  readonly checkAllowed: () => void;
  readonly report: Pick<Report, "action">;
}

/** Statements put to models: one, a chapter or all, and what is done with what came of them. */
export function notesCommands({ notes, panels, view, catalog, checkAllowed, report }: NotesCommandParts) {
  const activeName = (): string => (catalog.active === null ? "no model" : catalog.nameOf(catalog.active));

  /** Runs a statement in sight of its panel, and offers the model that was made for it where it does not apply. */
  async function runOne(about: StatementAbout): Promise<Finding> {
    panels.show(about.id, true);
    const target = notes.target(about.id);
    const running = notes.runs.run(target);
    void window.withProgress({ location: { viewId: NOTES_VIEW } }, () => running.catch(() => undefined));
    const finding = await running;
    if (finding.verdict === "not-applicable" && basename(target.folder) !== about.embedded) offerEmbedded(about, finding, catalog.nameOf(target.folder)).catch((error: unknown) => report.action(error));
    return finding;
  }

  async function offerEmbedded(about: StatementAbout, { says }: Finding, model: string): Promise<void> {
    const run = `Run on ${about.embedded}`;
    const answer = await window.showInformationMessage(`“${noteTitle(about)}” does not apply to ${model}. ${says}`, run);
    if (answer === run) await commands.executeCommand(COMMANDS.runNoteOnEmbedded, about.id);
  }

  /** Runs several statements under one notification, and reports. */
  async function runMany(ids: readonly string[], what: string): Promise<void> {
    const targets = notes.targets(ids);
    const title = `Running ${what}`;
    const { results, stopped } = await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
      const abort = new AbortController();
      const listening = token.onCancellationRequested(() => abort.abort());
      let shown = 0;
      try {
        const all = await runAll(targets, (target, asked) => notes.runs.run(target, asked), abort.signal, ({ done, of, id, at }) => {
          const about = statementOf(id);
          progress.report({ message: `${at + 1} of ${of}: ${about === undefined ? id : noteTitle(about)}`, increment: (100 * Math.max(0, done - shown)) / of });
          shown = Math.max(shown, done);
        });
        return { results: all, stopped: abort.signal.aborted };
      } finally {
        listening.dispose();
      }
    });
    const heading = headingOf(what, targets.flatMap(target => ("folder" in target ? [{ model: catalog.nameOf(target.folder), source: target.text?.source ?? null }] : [])));
    if (!stopped) await showReport(results, heading);
    tell(results, heading, stopped ? `Stopped after ${results.length} of ${ids.length} statements` : `Ran ${results.length === 1 ? "1 statement" : `${results.length} statements`}`).catch((error: unknown) => report.action(error));
  }

  async function tell(results: readonly NoteResult[], heading: ReportHeading, ran: string): Promise<void> {
    const [html, save] = ["Save as HTML…", "Save Notes…"];
    const answer = await window.showInformationMessage(results.length === 0 ? `${ran}.` : `${ran}: ${tally(results)}.`, ...(results.length === 0 ? [] : [html, save]));
    if (answer === html) await saveReport(results, heading);
    if (answer === save) await commands.executeCommand(COMMANDS.saveNotes);
  }

  const headingOf = (what: string, on: readonly Pick<SavedNote, "model" | "source">[]): ReportHeading => ({
    title: capitalised(what),
    facts: [
      { name: "Model", value: [...new Set(on.map(({ model }) => model))].join(", ") },
      { name: "Text", value: [...new Set(on.map(({ source }) => source ?? "the notes' sample"))].join(", ") },
      { name: "Date", value: new Date().toISOString().slice(0, 10) },
    ],
  });

  /** What came of all statements that were run. Throws where none was. */
  async function allNotes(): Promise<readonly SavedNote[]> {
    const all = await notes.standings();
    if (all.length === 0) throw new Problem("input-invalid", "No statement was run yet on what is chosen.", { remedy: "Run some of the notes, or all of them." });
    return all;
  }
  const allResults = async (): Promise<readonly [readonly NoteResult[], ReportHeading]> => {
    const all = await allNotes();
    return [all.map(({ result }) => result), headingOf("the notes", all)];
  };

  /** The statements that are meant: those of a row, a lens or a key, or one that is asked for. */
  async function meant(given: unknown, question: string): Promise<readonly StatementAbout[]> {
    const abouts = statementsOf(meansSelected(given) ? view.selected : given);
    if (abouts.length > 0) return abouts;
    const picks = NOTES.flatMap(({ title, statements }) => statements.map((about: StatementAbout) => ({ label: noteTitle(about), description: title, detail: about.statement, about })));
    const picked = await window.showQuickPick(picks, { placeHolder: question, matchOnDescription: true, matchOnDetail: true });
    if (picked === undefined) throw new Cancelled();
    return [picked.about];
  }

  return {
    async showNote(given?: unknown) {
      const [about] = await meant(given, "Show the evidence of which statement?");
      if (about !== undefined) panels.show(about.id, false);
    },
    async runNote(given?: unknown) {
      checkAllowed();
      const abouts = await meant(given, "Run which statement?");
      takeSelection(notes);
      const [first] = abouts;
      if (first !== undefined && abouts.length === 1) await runOne(first);
      else await runMany(abouts.map(({ id }) => id), chapterOf(abouts));
    },
    async runNoteOnEmbedded(given?: unknown) {
      checkAllowed();
      const abouts = await meant(given, "Run which statement on the embedded model made for it?");
      takeSelection(notes);
      notes.choice.useModels(Object.fromEntries(abouts.map(about => [about.id, notes.embeddedFor(about)])));
      const [first] = abouts;
      if (first !== undefined) await runOne(first);
    },
    async runNoteOnActive(given?: unknown) {
      checkAllowed();
      const abouts = await meant(given, "Run which statement on the active model?");
      takeSelection(notes);
      notes.choice.useActive(abouts.map(({ id }) => id));
      const [first] = abouts;
      if (first !== undefined) await runOne(first);
    },
    stopNote(given?: unknown) {
      const abouts = statementsOf(given);
      if (abouts.length === 0) notes.runs.stop();
      for (const { id } of abouts) notes.runs.stop(id);
    },
    async runAllNotes() {
      checkAllowed();
      takeSelection(notes);
      const ids = statementIds();
      notes.closeFile();
      notes.choice.useActive(ids);
      await runMany(ids, `the notes on ${activeName()}`);
    },
    async runAllNotesOnEmbedded() {
      checkAllowed();
      takeSelection(notes);
      notes.closeFile();
      notes.choice.useModels(Object.fromEntries(allStatements().map(about => [about.id, notes.embeddedFor(about)])));
      await runMany(statementIds(), "the notes on the embedded models");
    },
    async chooseNotesText() {
      checkAllowed();
      await chooseNotesText(notes);
    },
    async showNotesReport() {
      await showReport(...(await allResults()));
    },
    async saveNotesReport() {
      await saveReport(...(await allResults()));
    },
    async saveNotes() {
      const saved = await saveText(writeNotesFile(await allNotes(), new Date()), `results${NOTES_ENDING}`, "Save Notes", { "Saved notes": ["json"] });
      if (saved !== null) void window.showInformationMessage(`The notes were saved as ${saved.path.split("/").at(-1) ?? ""}.`);
    },
    async openNotes() {
      const [folder] = workspace.workspaceFolders ?? [];
      const chosen = await window.showOpenDialog({ title: "Open Notes", openLabel: "Open", canSelectMany: false, filters: { "Saved notes": ["json"] }, ...(folder && { defaultUri: folder.uri }) });
      for (const file of chosen ?? []) await open(file);
    },
    async openNotesFile(given?: unknown) {
      const file = given instanceof Uri ? given : window.activeTextEditor?.document.uri;
      if (file === undefined) throw new Problem("input-invalid", "No file is chosen.", { remedy: "Choose one in the explorer." });
      await open(file);
    },
    clearNotes() {
      notes.forgetResults();
    },
  } satisfies Partial<CommandHandlers>;

  /** Shows a file's results in the view and the panel; nothing runs. */
  async function open(file: Uri): Promise<void> {
    const { name, opened } = await openNotesFile(file);
    notes.open(name, opened);
    await commands.executeCommand(`${NOTES_VIEW}.focus`);
    const [first] = opened.notes;
    if (first !== undefined) panels.show(idOf(first.result), false);
    const left = opened.leftOut === 0 ? "" : ` ${opened.leftOut} of statements that this Model Lens does not have were left out.`;
    void window.showInformationMessage(`${name}, saved on ${new Date(opened.saved).toLocaleString()}: ${tally(opened.notes.map(({ result }) => result))}.${left}`);
  }
}

/** `{ "selected": true }`, as a key's `args` say: the row of the view that is selected. */
const meansSelected = (given: unknown): boolean => typeof given === "object" && given !== null && "selected" in given && given.selected === true;

const capitalised = (words: string): string => words.replace(/^./u, first => first.toUpperCase());

const allStatements = (): StatementAbout[] => NOTES.flatMap<StatementAbout>(({ statements }) => [...statements]);

const chapterOf = (abouts: readonly StatementAbout[]): string => NOTES.find(({ statements }) => statements.some(({ id }) => id === abouts[0]?.id))?.title ?? "the notes";

/** The statements that something names: a row of the view, an id, a chapter's title. */
function statementsOf(given: unknown): readonly StatementAbout[] {
  if (typeof given === "string") return allStatements().filter(({ id }) => id === given);
  if (typeof given !== "object" || given === null) return [];
  if ("chapter" in given && typeof given.chapter === "string" && !("kind" in given)) return NOTES.find(({ title }) => title === given.chapter)?.statements ?? [];
  const node = given as Partial<NoteNode>;
  if (node.kind === "statement" && node.about !== undefined) return [node.about];
  return node.kind === "chapter" && node.chapter !== undefined ? node.chapter.statements : [];
}
