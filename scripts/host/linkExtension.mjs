import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../paths.mjs";

/**
 * Makes this clone an installed extension by a link, so that any browser that opens the workbench gets it, and a window
 * reload gets what was built since.
 * @param {string} extensions the folder of installed extensions
 */
export function linkExtension(extensions) {
  const { publisher, name, version } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
  mkdirSync(extensions, { recursive: true });
  const link = path.join(extensions, `${publisher}.${name}-${version}`);
  rmSync(link, { force: true });
  symlinkSync(ROOT, link, "junction");
  // Without this index VS Code looks at the folder itself.
  rmSync(path.join(extensions, "extensions.json"), { force: true });
}
