import { readFile } from "node:fs/promises";
import path from "node:path";

/** The version of a package by its folder; rejects when it is not there. */
export async function packageVersion(folder: string): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")) as { version: string };
  return version;
}
