import { readFile, rename, rm } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import path from "node:path";
import { cacheFolder } from "../../scripts/install/cacheFolder.mjs";
import { writeRandomCheckpoint } from "../../src/runtime/checkpoints/randomCheckpoint";
import type { Shape } from "./shapes";

/** Where what the benchmarks make is kept between runs. */
export const benchCache = (...parts: string[]): string => cacheFolder("bench", ...parts);

/** The folder of a model of this shape with random float32 weights; made on first use, or when its shape changed. */
export async function randomModel({ name, config }: Shape): Promise<string> {
  const folder = benchCache(name);
  if (isDeepStrictEqual(await configIn(folder), config)) return folder;
  console.error(`Making random weights for ${name} in ${folder} …`);
  await rm(folder, { recursive: true, force: true });
  // A run that is interrupted here must not leave what passes for a finished model.
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await writeRandomCheckpoint(unfinished, config);
  await rename(unfinished, folder);
  return folder;
}

async function configIn(folder: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path.join(folder, "config.json"), "utf8"));
  } catch {
    return null;
  }
}
