import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { mustRun } from "../command.mjs";
import { installVSCodeHost } from "../install/vscodeHost.mjs";

/**
 * Installs the file into an empty VS Code, and runs the embedded model from where that put it: far from this clone, so
 * that a package that was left out is not found here.
 * @param {string} vsix
 * @param {string} id "publisher.name"
 */
export async function verifyInstalled(vsix, id) {
  const host = await installVSCodeHost();
  const base = mkdtempSync(path.join(tmpdir(), "ml-"));
  try {
    const extensions = path.join(base, "extensions");
    const folders = ["--extensions-dir", extensions, "--server-data-dir", path.join(base, "server"), "--user-data-dir", path.join(base, "user")];
    await mustRun(host.node, [host.server, "--install-extension", vsix, ...folders], { capture: true });
    const listed = await mustRun(host.node, [host.server, "--list-extensions", ...folders], { capture: true });
    if (!listed.split("\n").includes(id)) throw new Error(`VS Code does not list ${id} after its installation:\n${listed}`);
    const installed = readdirSync(extensions).find(name => name.startsWith(`${id}-`));
    if (installed === undefined) throw new Error(`${id} is not among ${readdirSync(extensions).join(", ")}.`);
    await runModel(host.node, path.join(extensions, installed), path.join(base, "trace.safetensors"));
  } finally {
    rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @param {string} node @param {string} extension @param {string} output */
async function runModel(node, extension, output) {
  const [model] = readdirSync(path.join(extension, "models"), { withFileTypes: true }).filter(entry => entry.isDirectory());
  if (model === undefined) throw new Error("No model is embedded.");
  const folder = path.join(extension, "models", model.name);
  const parameters = ["trace", "--model", folder, "--text", "Alice met Bob, and Bob met Alice.", "--device", "cpu", "--output", output];
  await mustRun(node, [path.join(extension, "dist/cli.js"), ...parameters], { cwd: extension, capture: true });
  if (readFileSync(output).length === 0) throw new Error("The trace of the embedded model is empty.");
}
