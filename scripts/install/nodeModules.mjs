import { statSync } from "node:fs";
import { mustRun, npm } from "../command.mjs";
import { inRoot } from "../paths.mjs";

/** Runs `npm ci` when node_modules is missing or older than package-lock.json. Uses nothing but Node itself. */
export async function installNodeModules() {
  // npm writes this file at the end of an installation.
  const installed = modified(inRoot("node_modules/.package-lock.json"));
  if (installed >= modified(inRoot("package-lock.json"))) return;
  console.log("Installing the packages of package-lock.json …");
  const [program, first] = npm();
  await mustRun(program, [...first, "ci"]);
}

/** Milliseconds, or -1 for a file that is not there. @param {string} file */
function modified(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -1;
}
