import { Uri, window, workspace } from "vscode";
import { Problem } from "../../protocol/problem";
import { chosenPrompt } from "../editor/chosenPrompt";
import type { EditorPaint } from "../editor/editorPaint";
import { TracedDocument } from "../editor/tracedDocument";
import type { ModelCatalog } from "../modelCatalog";
import { COMMANDS } from "../names";
import type { GenerationAction, GenerationPanel } from "../panels/generationPanel";
import type { GenerationPanels } from "../panels/generationPanels";
import { openGenerationFile } from "../panels/openGenerationFile";
import type { Remedy } from "../remedies";
import type { Report } from "../report";
import { count } from "../sidebar/modelCardText";
import { modelOf } from "./modelCommands";
import { preservesFocus } from "./preservesFocus";
import type { CommandHandlers } from "./register";

/** What the commands about generation work with. */
export interface GenerationCommandParts {
  readonly generations: GenerationPanels;
  readonly catalog: ModelCatalog;
  readonly paint: EditorPaint;
  readonly report: Report;
  readonly checkAllowed: () => void;
}

/** What runs a panel's text again: a button of a notification, whatever has the keyboard by then. */
export const runAgainIn = ({ id }: GenerationPanel): Remedy => ({ label: "Run Again", command: COMMANDS.traceGeneration, arguments: [{ panel: id }] });

/** From the text to the panel that continues it, by the active model or the one that is clicked on, and the steps inside the panel. */
export function generationCommands({ generations, catalog, paint, report, checkAllowed }: GenerationCommandParts) {
  const act = (action: GenerationAction) => () => generations.inView?.act(action);

  return {
    async traceGeneration(given?: unknown) {
      checkAllowed();
      const model = modelOf(given);
      const panel = panelOf(given, generations) ?? (model === undefined && window.activeTextEditor === undefined ? generations.focused : undefined);
      if (panel !== undefined) return panel.retake();
      const { document, tracked, left } = chosenPrompt();
      const folder = model?.folder ?? catalog.active;
      if (folder === null) throw new Problem("model-not-loaded", "No model is chosen, and none comes with this build.", { remedy: "Choose a model." });
      if (left > 0) report.warn(`The text is long: Model Lens continues its last ${count(tracked.text.length)} characters and leaves out the ${count(left)} before them.`);
      generations.show({ document: new TracedDocument(document.uri, tracked, paint), folder }, preservesFocus(given));
    },
    async openGeneration() {
      const [workspaceFolder] = workspace.workspaceFolders ?? [];
      const active = window.activeTextEditor?.document.uri;
      const beside = active?.scheme === "file" ? Uri.joinPath(active, "..") : workspaceFolder?.uri;
      const chosen = await window.showOpenDialog({ title: "Open Generation", openLabel: "Open", canSelectMany: false, filters: { "Saved generation": ["json"] }, ...(beside && { defaultUri: beside }) });
      for (const file of chosen ?? []) generations.open(await openGenerationFile(file));
    },
    /** A file that is clicked on, or the one in front. */
    async openGenerationFile(given?: unknown) {
      const file = given instanceof Uri ? given : window.activeTextEditor?.document.uri;
      if (file === undefined) throw new Problem("input-invalid", "No file is chosen.", { remedy: "Choose one in the explorer." });
      generations.open(await openGenerationFile(file));
    },
    playGeneration: act("play"),
    nextStep: act("nextStep"),
    previousStep: act("previousStep"),
    stopGeneration: act("stop"),
  } satisfies Partial<CommandHandlers>;
}

const panelOf = (given: unknown, generations: GenerationPanels): GenerationPanel | undefined =>
  typeof given === "object" && given !== null && "panel" in given && typeof given.panel === "string" ? generations.named(given.panel) : undefined;
