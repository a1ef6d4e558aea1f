import type { Dirent } from "node:fs";
import { readdir, realpath } from "node:fs/promises";
import path from "node:path";

import type { FoundModel, Places } from "../../protocol/models";
import { Cancelled, Problem } from "../../protocol/problem";
import { CONFIG, INDEX, WEIGHTS } from "./checkpoint";
import { repositoryOf, repositoryOfSnapshot, snapshotOf } from "./hubCache";

/** A folder that looks like a model's; whether it is one that can be run is for whoever opens it to find out. */
export type ModelPlace = Pick<FoundModel, "folder" | "name" | "origin">;

/** How far a workspace is searched. */
export interface SearchLimits {
  /** Folders below the workspace's own. */
  readonly depth: number;
  /** Folders that are looked into per workspace folder, nearest first. */
  readonly folders: number;
}
const LIMITS: SearchLimits = { depth: 6, folders: 5_000 };

/** Folders of other people's files, where nobody keeps models; hidden folders are passed over too. */
const NOT_INTO = new Set(["node_modules", "__pycache__", "site-packages", "venv"]);

/**
 * Model folders in `places`, one by one as found, each once (by its real path): embedded, workspace, hub cache, added. Folders
 * that may not be read are passed over. An added folder without any model is itself given, so that a person learns why.
 */
export async function* findModels(places: Places, signal?: AbortSignal, limits: SearchLimits = LIMITS): AsyncGenerator<ModelPlace, void> {
  const seen = new Set<string>();
  for await (const place of candidates(places, limits)) {
    if (signal?.aborted) throw new Cancelled();
    if (place === null) continue;
    const real = await realpath(place.folder).catch(() => place.folder);
    if (seen.has(real)) continue;
    seen.add(real);
    yield place;
  }
}

/** Null after each folder that held nothing, so that the caller can stop a long search. */
async function* candidates(places: Places, limits: SearchLimits): AsyncGenerator<ModelPlace | null, void> {
  for (const folder of places.embedded) yield* inOrBelow(folder, "embedded");
  for (const folder of places.workspace) yield* inTree(folder, limits);
  for (const root of places.hub) {
    for (const entry of await entriesOf(root)) if (entry.isDirectory()) yield await hubModel(path.join(root, entry.name), "hub");
  }
  for (const folder of places.folders) {
    let any = false;
    for await (const place of inOrBelow(folder, "folder")) {
      any ||= place !== null;
      yield place;
    }
    if (!any) yield { folder: path.resolve(folder), name: path.basename(folder), origin: "folder" };
  }
}

/** `folder` itself, or its children. */
async function* inOrBelow(folder: string, origin: FoundModel["origin"]): AsyncGenerator<ModelPlace | null, void> {
  const own = await modelIn(folder, origin, await namesIn(folder));
  if (own !== null) {
    yield own;
    return;
  }
  for (const entry of await entriesOf(folder)) {
    if (!entry.isDirectory() && !entry.isSymbolicLink()) continue;
    const child = path.join(folder, entry.name);
    yield await modelIn(child, origin, await namesIn(child));
  }
}

async function* inTree(root: string, { depth, folders }: SearchLimits): AsyncGenerator<ModelPlace | null, void> {
  let level = [path.resolve(root)];
  let left = folders;
  for (let down = 0; down <= depth && level.length > 0; down++) {
    const next: string[] = [];
    for (const folder of level) {
      if (left-- <= 0) return;
      const entries = await entriesOf(folder);
      const names = new Set(entries.map(entry => entry.name));
      const hub = await hubModel(folder, "workspace");
      // Any program may have a config.json: in a workspace only weights beside it make a model.
      yield hub ?? (names.has(WEIGHTS) || names.has(INDEX) ? await modelIn(folder, "workspace", names) : null);
      if (hub !== null) continue;
      for (const entry of entries) {
        if (entry.isDirectory() && !entry.name.startsWith(".") && !NOT_INTO.has(entry.name)) next.push(path.join(folder, entry.name));
      }
    }
    level = next;
  }
}

async function modelIn(folder: string, origin: FoundModel["origin"], names: ReadonlySet<string>): Promise<ModelPlace | null> {
  if (!names.has(CONFIG)) return hubModel(folder, origin);
  const home = path.resolve(folder);
  return { folder: home, name: repositoryOfSnapshot(home) ?? path.basename(home), origin };
}

/** The snapshot of a hub cache's `models--ORG--NAME`; the folder itself when it has none to take, so that a person learns why. */
async function hubModel(folder: string, origin: FoundModel["origin"]): Promise<ModelPlace | null> {
  try {
    const snapshot = await snapshotOf(path.resolve(folder));
    if (snapshot === null) return null;
    return (await namesIn(snapshot.folder)).has(CONFIG) ? { ...snapshot, origin } : null;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { folder: path.resolve(folder), name: repositoryOf(path.basename(folder)) ?? path.basename(folder), origin };
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
async function namesIn(folder: string): Promise<ReadonlySet<string>> {
  return new Set((await entriesOf(folder)).map(entry => entry.name));
}
