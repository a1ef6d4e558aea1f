import { Problem } from "../../protocol/problem";
import type { ModelCatalog } from "../modelCatalog";
import type { PositionsPanels } from "../panels/positionsPanels";
import { modelOf } from "./modelCommands";
import type { CommandHandlers } from "./register";

/** What the command about positions works with. */
export interface PositionsCommandParts {
  readonly positions: PositionsPanels;
  readonly catalog: ModelCatalog;
  readonly checkAllowed: () => void;
}

/** How the active model, or the one that is clicked on, knows where a token stands. */
export function positionsCommands({ positions, catalog, checkAllowed }: PositionsCommandParts) {
  return {
    showPositions(given?: unknown) {
      checkAllowed();
      const folder = modelOf(given)?.folder ?? catalog.active;
      if (folder === null) throw new Problem("model-not-loaded", "No model is chosen, and none comes with this build.", { remedy: "Choose a model." });
      positions.show(folder);
    },
  } satisfies Partial<CommandHandlers>;
}
