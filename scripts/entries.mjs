import { existsSync, readdirSync } from "node:fs";
import { inRoot } from "./paths.mjs";

/** @typedef {{ readonly in: string, readonly out: string }} Entry An esbuild entry: source file and output path without its ending. */

/**
 * The bundles that run in Node: the extension, the runtime's process, the command line.
 * @returns {readonly Entry[]}
 */
export const nodeEntries = () =>
  [
    { in: "src/extension.ts", out: "extension" },
    { in: "src/runtime/main.ts", out: "runtime" },
    { in: "src/cli.ts", out: "cli" },
  ].map(absolute);

/**
 * The bundles that run in a browser: a page is a folder webview/NAME with a main.ts, and a NAME.css if it has styles of
 * its own. The gallery, which shows the pages outside VS Code, has a folder of its own in dist/, with the styles of all pages.
 * @returns {readonly Entry[]}
 */
export function pageEntries() {
  return pageNames().flatMap(name => {
    const out = name === "gallery" ? "gallery/main" : `webview/${name}`;
    const entries = [absolute({ in: `webview/${name}/main.ts`, out })];
    const style = `webview/${name}/${name}.css`;
    if (!existsSync(inRoot(style))) return entries;
    entries.push(absolute({ in: style, out }));
    if (name !== "gallery") entries.push(absolute({ in: style, out: `gallery/${name}` }));
    return entries;
  });
}

/** The names of the folders of webview/ that are pages. @returns {readonly string[]} */
export function pageNames(root = inRoot()) {
  return readdirSync(`${root}/webview`, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && existsSync(`${root}/webview/${entry.name}/main.ts`))
    .map(entry => entry.name)
    .sort();
}

/** @param {Entry} entry */
const absolute = entry => ({ in: inRoot(entry.in), out: entry.out });
