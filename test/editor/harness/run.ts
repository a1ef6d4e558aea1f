// Runs the suites inside VS Code's extension host. Flags: --electron or --web (which VS Code), --headed, --grep TEXT, --suites FOLDER, --untrusted, --folders (a workspace of two).
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../../../scripts/paths.mjs";
import { openBridge } from "./bridge";
import { BRIDGE_VARIABLE } from "./bridgeClient";
import { bundleSuites } from "./bundleSuites";
import type { Driver } from "./driver";
import type { Editor, EditorOptions } from "./editor";
import { startElectronEditor } from "./electronEditor";
import { startWebEditor } from "./webEditor";

/** Milliseconds without a sign of life from the suite after which it is given up: more than a test may take. */
const SILENCE = 120_000;

const { values: flags } = parseArgs({
  options: {
    electron: { type: "boolean" }, web: { type: "boolean" }, headed: { type: "boolean", default: false }, untrusted: { type: "boolean", default: false }, folders: { type: "boolean", default: false }, grep: { type: "string", short: "g" }, suites: { type: "string", default: "test/editor" } },
});

interface Count {
  readonly passed: number;
  readonly failed: number;
}

async function main(): Promise<Count> {
  const base = mkdtempSync(path.join(tmpdir(), "ml-"));
  const workspace = path.join(base, "samples");
  const pictures = path.join(ROOT, "out/screenshots");
  // In the project, so that the suites find its packages; of its own, so that runs at the same time do not meet.
  const bundles = path.join(ROOT, `out/test/editor-${process.pid}`);
  cpSync(path.join(ROOT, "samples"), workspace, { recursive: true });
  mkdirSync(path.join(base, "home"));
  const windows: Driver[] = [];
  let editor: Editor | undefined;
  let count: Count | undefined;
  const bridge = await openBridge(windows, {
    print: line => console.log(line),
    finished: result => void (count = result),
    async openWindow(folder) {
      if (editor === undefined) throw new Error("The first window is not ready yet.");
      return windows.push(await editor.openWindow(folder)) - 1;
    },
  });
  try {
    editor = await start({
      extension: ROOT,
      suite: await bundleSuites(path.join(ROOT, flags.suites), bundles),
      workspace: flags.folders ? twoFolders(base) : workspace,
      profile: base,
      pictures,
      trusted: !flags.untrusted,
      headed: flags.headed,
      env: { [BRIDGE_VARIABLE]: bridge.address, ...forTiming(), ...(flags.grep !== undefined && { MODEL_LENS_TEST_GREP: flags.grep }) },
    });
    windows.unshift(editor.window);
    await Promise.race([editor.ended, silence(bridge.lastCall)]);
    if (count !== undefined) return count;
    console.error("The suite ended without a result.");
    console.error((await editor.window.consoleErrors()).slice(-20).join("\n"));
    console.error(editor.log().slice(-4000));
    console.error(`See ${await editor.window.screenshot("editor-gave-up")}`);
    return { passed: 0, failed: 1 };
  } finally {
    bridge.close();
    await editor?.stop();
    rmSync(bundles, { recursive: true, force: true });
    rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A workspace of two empty folders. */
function twoFolders(base: string): string {
  const folders = ["one", "two"];
  for (const folder of folders) mkdirSync(path.join(base, folder));
  const file = path.join(base, "both.code-workspace");
  writeFileSync(file, JSON.stringify({ folders: folders.map(folder => ({ path: folder })) }));
  return file;
}

/** What the benchmarks tell the suites that they run. */
function forTiming(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (name.startsWith("MODEL_LENS_TIMING_") && value !== undefined ? [[name, value]] : [])));
}

/** The desktop build where it can be had, unless a flag says which; without a screen on Linux it cannot start. */
async function start(options: EditorOptions): Promise<Editor> {
  const screen = process.platform !== "linux" || process.env["DISPLAY"] !== undefined || process.env["WAYLAND_DISPLAY"] !== undefined;
  if (flags.electron) return await startElectronEditor(options);
  if (flags.web || !screen) return await startWebEditor(options);
  try {
    return await startElectronEditor(options);
  } catch (error) {
    console.log(`The desktop VS Code could not be started (${String(error)}): going on with the web workbench.`);
    return await startWebEditor(options);
  }
}

/** Settles when the suite has not called for too long. */
async function silence(lastCall: () => number): Promise<void> {
  while (performance.now() - lastCall() < SILENCE) await new Promise(resolve => setTimeout(resolve, 1000));
  console.error(`No sign of life from the suite for ${SILENCE / 1000} s.`);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));

void main()
  .catch((error: unknown) => {
    console.error(error);
    return { passed: 0, failed: 1 };
  })
  .then(count => {
    const results = process.env["MODEL_LENS_TEST_RESULTS"];
    if (results !== undefined) writeFileSync(results, JSON.stringify(count));
    process.exit(count.failed > 0 ? 1 : 0);
  });
