import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import { bundles } from "../bundle.mjs";
import { pageEntries } from "../entries.mjs";
import { inRoot } from "../paths.mjs";
import { copyNatives } from "./natives.mjs";
import { thirdPartyNotices } from "./notices.mjs";

/** What is shipped as it is. */
const FILES = ["README.md", "CHANGELOG.md", "LICENSE", "media", "models", "samples"];

/** What in a manifest matters only to those who build. */
const DEVELOPERS_KEYS = ["private", "scripts", "devDependencies"];

/**
 * Makes a folder with what the packaged extension consists of, and nothing else.
 * @param {string} folder emptied first
 */
export async function stage(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const pages = pageEntries().filter(entry => !entry.out.startsWith("gallery/"));
  const results = await Promise.all(bundles({ production: true, outdir: path.join(folder, "dist"), pages }).map(options => esbuild.build(options)));
  const packages = copyNatives(path.join(folder, "node_modules"));
  for (const file of FILES) {
    if (!existsSync(inRoot(file))) throw new Error(`${file} is missing.`);
    cpSync(inRoot(file), path.join(folder, file), { recursive: true });
  }
  const metafiles = results.flatMap(result => result.metafile ?? []);
  writeFileSync(path.join(folder, "THIRD_PARTY_NOTICES.txt"), thirdPartyNotices(metafiles, packages));
  const manifest = Object.entries(JSON.parse(readFileSync(inRoot("package.json"), "utf8"))).filter(([key]) => !DEVELOPERS_KEYS.includes(key));
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(Object.fromEntries(manifest), null, 2));
  // Everything in the folder is wanted: without this file vsce warns that nothing is left out.
  writeFileSync(path.join(folder, ".vscodeignore"), "node_modules/.package-lock.json\n");
}
