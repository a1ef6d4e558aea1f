import { join } from "node:path";
import { type ExtensionContext, languages, window, workspace } from "vscode";
import type { FoundModel } from "./protocol/models";
import type { ProblemCode } from "./protocol/problem";
import { attentionCommands } from "./views/commands/attentionCommands";
import { completionCommands } from "./views/commands/completionCommands";
import { generationCommands, runAgainIn } from "./views/commands/generationCommands";
import { modelCommands } from "./views/commands/modelCommands";
import { notesCommands } from "./views/commands/notesCommands";
import { positionsCommands } from "./views/commands/positionsCommands";
import { registerCommands } from "./views/commands/register";
import { runtimeCommands } from "./views/commands/runtimeCommands";
import { weightsCommands } from "./views/commands/weightsCommands";
import { InlineCompletion } from "./views/completion/inlineCompletion";
import { DeviceWatch } from "./views/deviceWatch";
import { DisposableStore } from "./views/disposableStore";
import { EditorPaint } from "./views/editor/editorPaint";
import { ModelCatalog } from "./views/modelCatalog";
import { MEMENTO, SETTINGS, SETTINGS_SECTION } from "./views/names";
import { exportNote } from "./views/notes/exportNote";
import { lookFromNotes, viewFromNotes } from "./views/notes/lookFromNotes";
import { modelOfNote } from "./views/notes/modelOfNote";
import { NoteLens } from "./views/notes/noteLens";
import { Notes } from "./views/notes/notes";
import { AttentionPanels } from "./views/panels/attentionPanels";
import { generationModels, generatorsIn } from "./views/panels/generationModels";
import type { GenerationMemory } from "./views/panels/generationMemory";
import { GenerationPanels } from "./views/panels/generationPanels";
import { loadShowing } from "./views/panels/loadShowing";
import { NotesPanels } from "./views/panels/notesPanels";
import { PanelMemories } from "./views/panels/panelMemory";
import type { SelectedText } from "./views/panels/positionsPanel";
import { PositionsPanels } from "./views/panels/positionsPanels";
import { ReadableTexts } from "./views/readableTexts";
import { Report } from "./views/report";
import { RuntimeProcess } from "./views/runtimeProcess";
import { currentPlaces, defaultModel, embeddedModels, generationWeights, wantedDevice } from "./views/settings";
import { ModelsView } from "./views/sidebar/modelsView";
import { NotesView } from "./views/sidebar/notesView";
import { StatusBar } from "./views/statusBar";
import { checkTrusted } from "./views/workspaceTrust";

/** Makes each object and hands it what it needs. Nothing is started here: the runtime waits for the first request. */
export function activate(context: ExtensionContext): void {
  const owned = new DisposableStore();
  context.subscriptions.push(owned);
  const log = owned.add(window.createOutputChannel("Model Lens", { log: true }));
  const report = new Report(log);
  const texts = owned.add(new ReadableTexts());
  const paint = owned.add(new EditorPaint());
  const embedded = embeddedModels(context.extensionPath);

  const runtime: RuntimeProcess = owned.add(
    new RuntimeProcess({
      script: join(context.extensionPath, "dist", "runtime.js"),
      environment: process.env,
      checkAllowed: checkTrusted,
      wantedDevice,
      log: ({ level, message }) => log[level](message),
      deviceChanged: found => devices.changed(found),
      died: (problem, pending) => {
        const generating = generations.underWay;
        // What is suggested while typing is asked for again, without a word.
        if (pending > completion.underWay) report.action(problem, generating && runAgainIn(generating));
        else report.quiet(problem);
      },
      gone: () => {
        completion.runtimeGone();
        catalog.noteGone();
        status.device(null);
      },
    }),
  );
  const catalog = owned.add(new ModelCatalog({ runtime: runtime.ask, memento: context.workspaceState, embedded, defaultModel: () => defaultModel(embedded), places: () => currentPlaces(embedded) }));
  const status = owned.add(new StatusBar(catalog));
  const devices = new DeviceWatch(status, report);
  owned.add(new ModelsView(catalog, report));
  /** What all panels work with. */
  const services = {
    runtime: runtime.ask,
    runtimeMark: () => runtime.mark,
    noteLoaded: (folder: string) => catalog.noteLoaded(folder),
    modelName: (folder: string) => catalog.nameOf(folder),
    extensionUri: context.extensionUri,
    pageProblem: (thrown: unknown) => report.page(thrown),
    remedy: (code: ProblemCode) => report.perform(code),
  };
  const panels = owned.add(new AttentionPanels({ ...services, memories: new PanelMemories(context.workspaceState, MEMENTO.panels) }, paint));
  const positions = owned.add(new PositionsPanels({ ...services, memories: new PanelMemories<SelectedText>(context.workspaceState, MEMENTO.positionsPanels) }));
  /** A search that fails leaves a panel's own model; what that has to say, it says when it runs. */
  const foundModels = (): Promise<readonly FoundModel[]> => catalog.find().catch((error: unknown) => (report.quiet(error), []));
  const checksum = (folder: string): Promise<string | null> => runtime.ask.checksum({ folder }).catch((error: unknown) => (report.quiet(error), null));
  const generations = owned.add(
    new GenerationPanels(
      {
        ...services,
        memories: new PanelMemories<GenerationMemory>(context.workspaceState, MEMENTO.generationPanels),
        load: (folder, weights, signal) => loadShowing(catalog, folder, weights, signal),
        weights: generationWeights,
        models: async folder => generationModels(await foundModels(), folder, own => catalog.nameOf(own)),
        generators: async () => generatorsIn(await foundModels()),
        checksum,
      },
      paint,
    ),
  );
  const notes = owned.add(new Notes({ runtime: runtime.ask, catalog, memento: context.workspaceState, storage: context.storageUri, embedded, quiet: error => report.quiet(error) }));
  const looks = { attention: panels, generation: generations, positions, paint };
  const notesPanels = owned.add(
    new NotesPanels({
      ...services,
      notes,
      trusted: () => workspace.isTrusted,
      checkAllowed: checkTrusted,
      look: async (look, { about }) => lookFromNotes(look, await modelOfNote(notes, about.id, foundModels, checksum), looks),
      openView: async ({ about }) => {
        if (about.shownIn !== null) await viewFromNotes(about.shownIn, await modelOfNote(notes, about.id, foundModels, checksum), notes.choice.text, looks);
      },
      export: (wanted, shown) => exportNote(wanted, shown, notes.noteOf(shown.about.id)),
    }),
  );
  const notesView = owned.add(new NotesView(notes));
  const noteLens = owned.add(new NoteLens());
  owned.add(languages.registerCodeLensProvider({ language: "markdown" }, noteLens));
  owned.add(workspace.onDidGrantWorkspaceTrust(() => {
    noteLens.refresh();
    notes.refresh();
  }));
  const completion = owned.add(new InlineCompletion({ runtime: runtime.ask, catalog, generations, paint, report, status, memento: context.workspaceState }));
  const extension = { id: context.extension.id, uri: context.extensionUri };
  const handlers = {
    ...attentionCommands({ panels, catalog, paint, report, extension, checkAllowed: checkTrusted }),
    ...completionCommands({ catalog, trail: completion.trail, whole: () => completion.whole, pause: completion.pause, explain: (shown, cursor) => completion.explain(shown, cursor), checkAllowed: checkTrusted }),
    ...generationCommands({ generations, catalog, paint, report, checkAllowed: checkTrusted }),
    ...modelCommands({ catalog, texts, checkAllowed: checkTrusted }),
    ...notesCommands({ notes, panels: notesPanels, view: notesView, catalog, checkAllowed: checkTrusted, report }),
    ...positionsCommands({ positions, catalog, checkAllowed: checkTrusted }),
    ...runtimeCommands({ runtime, texts, log }),
    ...weightsCommands({ runtime: runtime.ask, catalog, extensionUri: context.extensionUri, checkAllowed: checkTrusted }),
  };
  owned.add(registerCommands(handlers, report));
  owned.add(workspace.onDidChangeConfiguration(change => {
    if ([SETTINGS.modelFolders, SETTINGS.defaultModel].some(name => change.affectsConfiguration(`${SETTINGS_SECTION}.${name}`))) catalog.refresh();
    if (change.affectsConfiguration(`${SETTINGS_SECTION}.${SETTINGS.generationWeights}`)) status.weightsChanged();
    if (change.affectsConfiguration(`${SETTINGS_SECTION}.${SETTINGS.notesCodeLens}`)) noteLens.refresh();
    if (change.affectsConfiguration(`${SETTINGS_SECTION}.${SETTINGS.device}`)) runtime.chooseDevice().catch((error: unknown) => report.action(error));
  }));
}
