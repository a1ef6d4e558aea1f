import { readdirSync, statSync } from "node:fs";
import { basename, isAbsolute, join, relative } from "node:path";
import { ConfigurationTarget, type ConfigurationScope, workspace } from "vscode";
import type { DeviceName, Places } from "../protocol/models";
import type { WeightsName } from "../protocol/weights";
import type { CompletionSettings } from "./completion/completionSettings";
import { modelPlaces, namedModel, placed } from "./modelPlaces";
import { SETTINGS, SETTINGS_SECTION } from "./names";

/** The device that the user wants; "auto" takes the best there is. */
export const wantedDevice = (): DeviceName | "auto" => section().get<DeviceName | "auto">(SETTINGS.device, "auto");

/** In what form models make tokens, of a generation and of ghost text. */
export const generationWeights = (): WeightsName => section().get<WeightsName>(SETTINGS.generationWeights, "exact");

/** The folder of the model to begin with where a workspace has chosen none; null where the user leaves that to us. */
export const defaultModel = (embedded: readonly string[]): string | null =>
  namedModel(section().get(SETTINGS.defaultModel, ""), { embedded, workspaceFolders: workspace.isTrusted ? workspacePaths() : [] });

/** Folders that the user added, as the settings spell them. */
export const addedFolders = (): readonly string[] => section().get<string[]>(SETTINGS.modelFolders, []);

/** The entries of the settings by which a model's folder was found: the folder itself, or one that it lies in. */
export function entriesFor(modelFolder: string): string[] {
  const holds = (path: string): boolean => !relative(path, modelFolder).startsWith("..") && !isAbsolute(relative(path, modelFolder));
  return addedFolders().filter(entry => placed(entry, workspacePaths()).some(holds));
}

/** Adds a folder to the user's settings; one that is there already stays where it is. */
export async function addFolder(folder: string): Promise<void> {
  const folders = addedFolders();
  if (!folders.includes(folder)) await section().update(SETTINGS.modelFolders, [...folders, folder], ConfigurationTarget.Global);
}

/** Takes a folder out of the settings, wherever it was set. The folder itself stays on disk. */
export async function removeFolder(folder: string): Promise<void> {
  const set = section().inspect<string[]>(SETTINGS.modelFolders);
  const targets = [
    [ConfigurationTarget.Global, set?.globalValue],
    [ConfigurationTarget.Workspace, set?.workspaceValue],
  ] as const;
  for (const [target, folders] of targets) {
    if (folders?.includes(folder)) await section().update(SETTINGS.modelFolders, folders.filter(other => other !== folder), target);
  }
}

/** The embedded model that is active until another one is chosen: the one that completes best. */
const FIRST_MODEL = "starter-completion";

/** The folders in `<extension>/models` that hold a model: the one to begin with, then the others by name. */
export function embeddedModels(extensionFolder: string): string[] {
  const root = join(extensionFolder, "models");
  if (statSync(root, { throwIfNoEntry: false }) === undefined) return [];
  const folders = readdirSync(root, { withFileTypes: true }).filter(entry => entry.isDirectory());
  return folders
    .map(({ name }) => join(root, name))
    .filter(folder => statSync(join(folder, "config.json"), { throwIfNoEntry: false }) !== undefined)
    .sort((one, other) => Number(basename(other) === FIRST_MODEL) - Number(basename(one) === FIRST_MODEL) || (one < other ? -1 : 1));
}

/** Where to look for models now. A workspace that is not trusted is not looked into. */
export function currentPlaces(embedded: readonly string[]): Places {
  return modelPlaces({
    embedded,
    workspaceFolders: workspace.isTrusted ? workspacePaths() : [],
    modelFolders: addedFolders(),
    environment: process.env,
  });
}

/** How text is completed in a document, or anywhere that no setting is made for a language. */
export function completionSettings(scope?: ConfigurationScope): CompletionSettings {
  const set = workspace.getConfiguration(SETTINGS_SECTION, scope);
  return {
    enabled: set.get(SETTINGS.completionEnabled, false),
    files: set.get(SETTINGS.completionFiles, {}),
    lines: set.get<CompletionSettings["lines"]>(SETTINGS.completionLines, "single"),
    onBlankLines: set.get(SETTINGS.completionOnBlankLines, false),
    alternatives: set.get(SETTINGS.completionAlternatives, 3),
    confidence: set.get(SETTINGS.completionConfidence, 0.3),
    newTokens: set.get(SETTINGS.completionNewTokens, 24),
    contextTokens: set.get(SETTINGS.completionContextTokens, 2000),
    neighbours: set.get(SETTINGS.completionNeighbours, false),
    ahead: set.get(SETTINGS.completionAhead, true),
    codeLens: set.get(SETTINGS.completionCodeLens, false),
    weights: generationWeights(),
  };
}

/** Whether a person's own Markdown notes get "Run this" above what the notes know. */
export const notesCodeLens = (): boolean => section().get(SETTINGS.notesCodeLens, true);

const workspacePaths = (): string[] => (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath);
const section = () => workspace.getConfiguration(SETTINGS_SECTION);
