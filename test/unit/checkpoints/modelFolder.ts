import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";

import { writeSafetensors } from "../../../src/runtime/checkpoints/writeSafetensors";

/** Writes text files into `folder`, which need not exist. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
}

/** Writes a safetensors file with float32 vectors of these lengths. */
export async function writeTensors(file: string, lengths: Readonly<Record<string, number>>): Promise<void> {
  await writeSafetensors(file, new Map(Object.entries(lengths).map(([name, length]) => [name, { shape: [length], data: new Float32Array(length) }])));
}

/** Writes a model folder: a config, and vectors of these lengths as its weights. */
export async function writeModel(folder: string, config: object, lengths: Readonly<Record<string, number>>): Promise<void> {
  await writeFiles(folder, { "config.json": JSON.stringify(config) });
  await writeTensors(path.join(folder, "model.safetensors"), lengths);
}

/** Writes a repository of a hub cache as the hub's client lays it out, and returns its folder. */
export async function writeHubModel(
  cache: string,
  name: string,
  { revisions, main, withoutBlobs = false }: { readonly revisions: readonly string[]; readonly main: string | null; readonly withoutBlobs?: boolean },
): Promise<string> {
  const repository = path.join(cache, name);
  await mkdir(path.join(repository, "blobs"), { recursive: true });
  for (const revision of revisions) {
    const snapshot = path.join(repository, "snapshots", revision);
    await mkdir(snapshot, { recursive: true });
    await symlink(`../../blobs/config-${revision}`, path.join(snapshot, "config.json"));
    await symlink(`../../blobs/weights-${revision}`, path.join(snapshot, "model.safetensors"));
    if (withoutBlobs) continue;
    await writeFiles(path.join(repository, "blobs"), { [`config-${revision}`]: "{}" });
    await writeTensors(path.join(repository, "blobs", `weights-${revision}`), { w: 1 });
  }
  if (main !== null) await writeFiles(path.join(repository, "refs"), { main });
  return repository;
}
