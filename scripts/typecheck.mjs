// Type checks every folder with its own tsconfig, two at a time.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { command } from "./command.mjs";
import { inRoot } from "./paths.mjs";

const PROJECTS = ["src/protocol", "src/report", "src/runtime", "src/views", "webview", "test", "scripts", "bench", "."];
const AT_ONCE = 2;

/**
 * Runs the compiler on each project and prints what it says.
 * @returns {Promise<readonly string[]>} the projects with errors
 */
export async function typecheck() {
  const waiting = PROJECTS.filter(hasSources);
  /** @type {string[]} */
  const failed = [];
  const worker = async () => {
    for (let project = waiting.shift(); project !== undefined; project = waiting.shift()) {
      const buildInfo = inRoot("out/tsc", `${project.replaceAll("/", "-").replace(".", "root")}.tsbuildinfo`);
      const options = ["-p", project, "--incremental", "--tsBuildInfoFile", buildInfo, "--pretty"];
      const { code, output } = await command(process.execPath, [inRoot("node_modules/typescript/bin/tsc"), ...options], { capture: true });
      if (output !== "") process.stdout.write(output);
      if (code !== 0) failed.push(project);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return failed;
}

/** The compiler calls a project without files an error. @param {string} project */
function hasSources(project) {
  try {
    const names = readdirSync(inRoot(project), { recursive: project !== ".", encoding: "utf8" });
    return project === "." || names.some(name => /\.m?[tj]s$/.test(name));
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const failed = await typecheck();
  if (failed.length > 0) console.error(`Type errors in: ${failed.join(", ")}`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
