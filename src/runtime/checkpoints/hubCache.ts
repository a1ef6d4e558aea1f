import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import { Problem } from "../../protocol/problem";

/** A model folder inside a Hugging Face hub cache and the name of the repository that it was downloaded from. */
export interface HubSnapshot {
  readonly folder: string;
  readonly name: string;
}

/**
 * The snapshot that `folder`, a `models--ORG--NAME` folder of a hub cache, stands for: the one of `refs/main`, or the only one
 * there is. Null when `folder` is no such folder. Throws `not-a-model-folder` when it has no snapshot to take.
 */
export async function snapshotOf(folder: string): Promise<HubSnapshot | null> {
  const name = repositoryOf(path.basename(folder));
  if (name === null) return null;
  const snapshots = await readdir(path.join(folder, "snapshots")).catch(() => null);
  if (snapshots === null) return null;
  const main = await readFile(path.join(folder, "refs", "main"), "utf8").then(text => text.trim(), () => null);
  const revision = main ?? (snapshots.length === 1 ? snapshots[0]! : null);
  if (revision === null || !snapshots.includes(revision)) {
    const why = main === null ? `has ${snapshots.length} snapshots and no refs/main` : `has no snapshot ${JSON.stringify(main.slice(0, 80))}, which its refs/main names`;
    throw new Problem("not-a-model-folder", `${folder} ${why}.`, { remedy: "Download the model again, or choose a folder inside its snapshots." });
  }
  return { folder: path.join(folder, "snapshots", revision), name };
}

/** The repository `ORG/NAME` that a snapshot's folder (`…/models--ORG--NAME/snapshots/REVISION`) holds, or null for other folders. */
export function repositoryOfSnapshot(folder: string): string | null {
  const snapshots = path.dirname(folder);
  return path.basename(snapshots) === "snapshots" ? repositoryOf(path.basename(path.dirname(snapshots))) : null;
}

/** The repository `ORG/NAME` that a folder of this name (`models--ORG--NAME`) caches, or null. */
export function repositoryOf(folderName: string): string | null {
  return folderName.startsWith("models--") ? folderName.slice("models--".length).replaceAll("--", "/") : null;
}
