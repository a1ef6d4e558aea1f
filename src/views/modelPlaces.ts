import { homedir } from "node:os";
import { basename, isAbsolute, join, resolve } from "node:path";
import type { Places } from "../protocol/models";

/** What decides where models are looked for. */
export interface PlaceSources {
  /** Model folders that come with the extension. */
  readonly embedded: readonly string[];
  /** The workspace's folders on disk; none while the workspace is not trusted. */
  readonly workspaceFolders: readonly string[];
  /** The setting `modelLens.modelFolders`: absolute, from `~`, or relative to each workspace folder. */
  readonly modelFolders: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home?: string;
}

/** Where to look for model folders. The hub's cache is where its own tools look: HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME. */
export function modelPlaces({ embedded, workspaceFolders, modelFolders, environment, home = homedir() }: PlaceSources): Places {
  const folders = modelFolders.map(folder => folder.trim()).filter(folder => folder !== "");
  return {
    embedded,
    workspace: unique(workspaceFolders),
    hub: [hubCache(environment, home)],
    folders: unique(folders.flatMap(folder => placed(folder, workspaceFolders, home))),
  };
}

function hubCache(environment: PlaceSources["environment"], home: string): string {
  const { HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME } = environment;
  if (HF_HUB_CACHE) return atHome(HF_HUB_CACHE, home);
  if (HF_HOME) return join(atHome(HF_HOME, home), "hub");
  return join(XDG_CACHE_HOME ? atHome(XDG_CACHE_HOME, home) : join(home, ".cache"), "huggingface", "hub");
}

/** The absolute paths that a folder of the settings stands for. */
export function placed(folder: string, workspaceFolders: readonly string[], home: string = homedir()): string[] {
  const expanded = atHome(folder, home);
  return isAbsolute(expanded) ? [resolve(expanded)] : workspaceFolders.map(root => resolve(root, expanded));
}

/** The folder that the setting `modelLens.defaultModel` names: an embedded model's by its name, any other by its path; null where it names none. */
export function namedModel(name: string, { embedded, workspaceFolders, home }: Pick<PlaceSources, "embedded" | "workspaceFolders" | "home">): string | null {
  const wanted = name.trim();
  if (wanted === "") return null;
  return embedded.find(folder => basename(folder) === wanted) ?? placed(wanted, workspaceFolders, home)[0] ?? null;
}

const atHome = (path: string, home: string): string => (path === "~" || /^~[\\/]/.test(path) ? join(home, path.slice(1)) : path);
const unique = (paths: readonly string[]): string[] => [...new Set(paths)];
