import { commands, env, ProgressLocation, QuickPickItemKind, type QuickPickItem, UIKind, Uri, window, workspace } from "vscode";
import type { FoundModel } from "../../protocol/models";
import { Cancelled, Problem } from "../../protocol/problem";
import type { ModelCatalog } from "../modelCatalog";
import type { ReadableTexts } from "../readableTexts";
import { addedFolders, addFolder, entriesFor, removeFolder } from "../settings";
import { cardMarkdown, summaryOf } from "../sidebar/modelCardText";
import { groupsOf, type ModelNode } from "../sidebar/modelTree";
import type { CommandHandlers } from "./register";

/** What the commands about models work with. */
export interface ModelCommandParts {
  readonly catalog: ModelCatalog;
  readonly texts: ReadableTexts;
  readonly checkAllowed: () => void;
}

/** Everything about models. Each command takes the model it is clicked on, and asks which one otherwise. */
export function modelCommands({ catalog, texts, checkAllowed }: ModelCommandParts) {
  const which = async (given: unknown, question: string, suits: (model: FoundModel) => boolean = () => true): Promise<FoundModel> => {
    checkAllowed();
    const model = modelOf(given) ?? (await askForModel(catalog, question, suits));
    if (model === undefined) throw new Cancelled();
    return model;
  };

  return {
    async chooseModel(given?: unknown) {
      const model = await which(given, "Choose the model that Show Attention runs");
      if (model.problem !== null) throw Problem.fromData(model.problem);
      await catalog.choose(model.folder);
      return model.folder;
    },
    async loadModel(given?: unknown) {
      const { folder, name } = await which(given, "Load a model", model => !catalog.isLoaded(model.folder));
      await window.withProgress({ location: ProgressLocation.Notification, title: `Loading ${name}`, cancellable: true }, async (progress, token) => {
        const abort = new AbortController();
        const listening = token.onCancellationRequested(() => abort.abort());
        try {
          await catalog.load(folder, { signal: abort.signal, onItem: ({ message }) => progress.report({ message }) });
        } finally {
          listening.dispose();
        }
      });
    },
    async unloadModel(given?: unknown) {
      if (modelOf(given) === undefined && catalog.loaded.length === 0) {
        void window.showInformationMessage("No model is loaded.");
        return;
      }
      const { folder } = await which(given, "Unload a model", model => catalog.isLoaded(model.folder));
      await catalog.unload(folder);
    },
    async showModelCard(given?: unknown) {
      const { folder, name } = await which(given, "Show the card of a model");
      await texts.show(name, cardMarkdown(await catalog.card(folder)));
    },
    async revealModel(given?: unknown) {
      const { folder } = await which(given, "Reveal the folder of a model");
      await reveal(Uri.file(folder));
    },
    async addModelFolder(given?: unknown) {
      checkAllowed();
      const uris =
        given instanceof Uri
          ? [given]
          : await window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, canSelectMany: true, title: "Add Model Folder", openLabel: "Add" });
      for (const uri of uris ?? []) await addFolder(uri.fsPath);
    },
    async removeFolder(given?: unknown) {
      const model = modelOf(given);
      const entries = model === undefined ? addedFolders() : entriesFor(model.folder);
      if (entries.length === 0) {
        void window.showInformationMessage("No folder was added.");
        return;
      }
      const placeHolder = "Remove which folder from the list? It stays on disk.";
      const entry = model !== undefined && entries.length === 1 ? entries[0] : await window.showQuickPick([...entries], { placeHolder });
      if (entry !== undefined) await removeFolder(entry);
    },
    async refreshModels() {
      checkAllowed();
      catalog.refresh();
      await catalog.find();
    },
  } satisfies Partial<CommandHandlers>;
}

/** The model of a row of the Models view that a command was given; undefined for anything else. */
export function modelOf(given: unknown): FoundModel | undefined {
  const node = given as ModelNode | undefined;
  return node?.kind === "model" ? node.model : undefined;
}

interface ModelPick extends QuickPickItem {
  readonly model?: FoundModel;
}

async function askForModel(catalog: ModelCatalog, placeHolder: string, suits: (model: FoundModel) => boolean): Promise<FoundModel | undefined> {
  const picks = catalog.find().then(models => picksOf(models.filter(suits), catalog));
  const picked = await window.showQuickPick<ModelPick>(picks, { placeHolder, matchOnDescription: true, matchOnDetail: true });
  return picked?.model;
}

function picksOf(models: readonly FoundModel[], catalog: ModelCatalog): ModelPick[] {
  return groupsOf(models).flatMap(group => {
    if (group.kind !== "group") return [];
    const separator: ModelPick = { label: group.label, kind: QuickPickItemKind.Separator };
    return [separator, ...group.models.map(model => pickOf(model, catalog))];
  });
}

function pickOf(model: FoundModel, catalog: ModelCatalog): ModelPick {
  const { name, card, folder, problem } = model;
  const icon = card === null ? "$(warning) " : catalog.active === folder ? "$(pass-filled) " : "";
  const states = [catalog.active === folder ? "active" : null, catalog.isLoaded(folder) ? "loaded" : null];
  const description = [card === null ? (problem?.message ?? "") : summaryOf(card), ...states].filter(Boolean).join(" · ");
  return { label: `${icon}${name}`, description, detail: folder, model };
}

/** In the file explorer if the folder is in the workspace, in the system's on a desktop, else as text to paste. */
async function reveal(folder: Uri): Promise<void> {
  if (workspace.getWorkspaceFolder(folder) !== undefined) {
    await commands.executeCommand("revealInExplorer", folder);
  } else if (env.uiKind === UIKind.Desktop && env.remoteName === undefined) {
    await commands.executeCommand("revealFileInOS", folder);
  } else {
    await env.clipboard.writeText(folder.fsPath);
    void window.showInformationMessage(`Copied the folder's path: ${folder.fsPath}`);
  }
}
