import { window } from "vscode";
import { Problem } from "../../protocol/problem";
import { chosenText, vscodeRange } from "../editor/chosenText";
import { sourceName } from "../editor/sourceName";
import type { ModelCatalog } from "../modelCatalog";
import type { SelectedText } from "../panels/positionsPanel";
import type { PositionsPanels } from "../panels/positionsPanels";
import { modelOf } from "./modelCommands";
import type { CommandHandlers } from "./register";

/** What the command about positions works with. */
export interface PositionsCommandParts {
  readonly positions: PositionsPanels;
  readonly catalog: ModelCatalog;
  readonly checkAllowed: () => void;
}

/** How the active model, or the one that is clicked on, knows where a token stands; with an editor at hand, also on its text. */
export function positionsCommands({ positions, catalog, checkAllowed }: PositionsCommandParts) {
  return {
    showPositions(given?: unknown) {
      checkAllowed();
      const folder = modelOf(given)?.folder ?? catalog.active;
      if (folder === null) throw new Problem("model-not-loaded", "No model is chosen, and none comes with this build.", { remedy: "Choose a model." });
      positions.show(folder, selectedText());
    },
  } satisfies Partial<CommandHandlers>;
}

/** The selection, or the paragraph at the cursor; null where no editor is active or it is blank: positions can be shown without a text. */
function selectedText(): SelectedText | null {
  if (window.activeTextEditor === undefined || window.activeTextEditor.document.getText().trim() === "") return null;
  const { document, tracked } = chosenText();
  const { start, end } = vscodeRange(document, tracked);
  return { source: sourceName(document.uri.path, { first: start.line, last: end.line }), text: tracked.text };
}
