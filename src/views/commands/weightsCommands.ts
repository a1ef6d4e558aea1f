import { Uri, window, workspace } from "vscode";
import { Problem } from "../../protocol/problem";
import type { Client } from "../../protocol/rpc";
import type { runtimeContract } from "../../protocol/runtimeContract";
import type { WeightsCost } from "../../protocol/weights";
import type { ModelCatalog } from "../modelCatalog";
import { longProgress } from "../panels/longProgress";
import { bytes, costText } from "../sidebar/modelCardText";
import { modelOf } from "./modelCommands";
import type { CommandHandlers } from "./register";

/** What the commands about weights work with. */
export interface WeightsCommandParts {
  readonly runtime: Pick<Client<typeof runtimeContract>, "measureWeights" | "clearWeights">;
  readonly catalog: ModelCatalog;
  readonly extensionUri: Uri;
  readonly checkAllowed: () => void;
}

/** What rounding the weights costs a model, on the selected text or else the sample's; and making room on the disk. */
export function weightsCommands({ runtime, catalog, extensionUri, checkAllowed }: WeightsCommandParts) {
  return {
    async measureWeights(given?: unknown) {
      checkAllowed();
      const folder = modelOf(given)?.folder ?? catalog.active;
      if (folder === null) throw new Problem("model-not-loaded", "No model is chosen, and none comes with this build.", { remedy: "Choose a model." });
      const editor = window.activeTextEditor;
      const selected = editor === undefined ? "" : editor.document.getText(editor.selection).trim();
      const text = selected === "" ? new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(extensionUri, "samples", "names.md"))) : selected;
      const abort = new AbortController();
      const costs = await longProgress(`Measuring ${catalog.nameOf(folder)}`, abort, async tell => {
        const all: WeightsCost[] = [];
        for (const weights of ["8bit", "4bit"] as const) all.push(await runtime.measureWeights({ folder, weights, text }, { signal: abort.signal, onItem: tell }));
        return all;
      });
      catalog.noteLoaded(folder);
      catalog.refresh();
      const on = selected === "" ? "the sample text" : "the selected text";
      void window.showInformationMessage(`${catalog.nameOf(folder)} on ${on}: ${costs.map(cost => `${cost.weights.replace("bit", "-bit weights")}: ${costText(cost)}`).join("; ")}.`);
    },
    async clearWeights() {
      checkAllowed();
      const freed = await runtime.clearWeights(null);
      void window.showInformationMessage(freed === 0 ? "No quantised weights are kept." : `${bytes(freed)} of quantised weights were removed; they are made again when they are needed.`);
    },
  } satisfies Partial<CommandHandlers>;
}
