import { commands, Uri, window, workspace } from "vscode";
import { Problem } from "../../protocol/problem";
import { chosenText } from "../editor/chosenText";
import type { EditorPaint } from "../editor/editorPaint";
import { MAXIMUM_CHARACTERS } from "../editor/selectionChoice";
import { TracedDocument } from "../editor/tracedDocument";
import type { ModelCatalog } from "../modelCatalog";
import { WALKTHROUGH, WALKTHROUGH_START } from "../names";
import type { PageAction } from "../panels/attentionPanel";
import type { AttentionPanels } from "../panels/attentionPanels";
import type { Report } from "../report";
import { count } from "../sidebar/modelCardText";
import { preservesFocus } from "./preservesFocus";
import type { CommandHandlers } from "./register";

/** What the commands about attention work with. */
export interface AttentionCommandParts {
  readonly panels: AttentionPanels;
  readonly catalog: ModelCatalog;
  readonly paint: EditorPaint;
  readonly report: Report;
  readonly extension: { readonly id: string; readonly uri: Uri };
  readonly checkAllowed: () => void;
}

/** From the selection to the panel, the steps inside the panel, and the ways to begin. */
export function attentionCommands(parts: AttentionCommandParts) {
  const { panels, catalog, paint, report, extension } = parts;
  const act = (action: PageAction) => () => panels.inView?.act(action);

  return {
    async showAttention(options?: unknown) {
      parts.checkAllowed();
      const { focused } = panels;
      if (window.activeTextEditor === undefined && focused !== undefined) return focused.runAgain();
      const { document, tracked, selected } = chosenText();
      const folder = catalog.active;
      if (folder === null) {
        throw new Problem("model-not-loaded", "No model is chosen, and none comes with this build.", { remedy: "Choose a model." });
      }
      if (tracked.text.length < selected) {
        report.warn(`The text has ${count(selected)} characters; Model Lens looks at the first ${count(MAXIMUM_CHARACTERS)}.`);
      }
      return panels.show({ document: new TracedDocument(document.uri, tracked, paint), folder }, preservesFocus(options));
    },
    async useAsTarget() {
      parts.checkAllowed();
      await panels.giveTarget(chosenText().tracked.text);
    },
    async openSample() {
      const sample = await workspace.fs.readFile(Uri.joinPath(extension.uri, "samples", "names.md"));
      const document = await workspace.openTextDocument({ language: "markdown", content: new TextDecoder().decode(sample) });
      await window.showTextDocument(document);
    },
    async openWalkthrough() {
      const place = { category: `${extension.id}#${WALKTHROUGH}`, step: WALKTHROUGH_START };
      await commands.executeCommand("workbench.action.openWalkthrough", place, false);
      // VS Code learns of extensions' walkthroughs when it first opens any, too late for that one; a second call changes nothing else.
      await commands.executeCommand("workbench.action.openWalkthrough", place, false);
    },
    nextHead: act("nextHead"),
    previousHead: act("previousHead"),
    nextLayer: act("nextLayer"),
    previousLayer: act("previousLayer"),
    toggleWeighting: act("toggleWeighting"),
    toggleTable: act("toggleTable"),
  } satisfies Partial<CommandHandlers>;
}
