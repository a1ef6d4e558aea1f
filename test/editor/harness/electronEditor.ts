import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { chromium, type Browser } from "playwright-core";
import { SUITE_SETTINGS, UNTRUSTED_SETTINGS } from "../../../scripts/host/settings.mjs";
import { cacheFolder } from "../../../scripts/install/cacheFolder.mjs";
import { Driver } from "./driver";
import type { Editor, EditorOptions } from "./editor";
import { eventually } from "./eventually";

/** Starts the desktop VS Code (downloaded once), and connects to its window by Chromium's debugging protocol. */
export async function startElectronEditor({ extension, suite, workspace, profile, pictures, env, trusted }: EditorOptions): Promise<Editor> {
  const vscodeExecutablePath = await downloadAndUnzipVSCode({ cachePath: cacheFolder("desktop") });
  const settings = path.join(profile, "user/User/settings.json");
  mkdirSync(path.dirname(settings), { recursive: true });
  writeFileSync(settings, JSON.stringify(trusted ? SUITE_SETTINGS : { ...SUITE_SETTINGS, ...UNTRUSTED_SETTINGS }));
  const port = await freePort();
  const running = runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: extension,
    extensionTestsPath: suite,
    extensionTestsEnv: env,
    launchArgs: [
      workspace,
      `--user-data-dir=${path.join(profile, "user")}`,
      `--extensions-dir=${path.join(profile, "extensions")}`,
      `--remote-debugging-port=${port}`,
      ...["--skip-welcome", "--skip-release-notes", "--disable-updates", ...(trusted ? ["--disable-workspace-trust"] : [])],
    ],
  });
  // Failed tests reject it too; the suite itself has told the count.
  const ended = running.then(
    () => undefined,
    () => undefined,
  );
  let browser: Browser | undefined;
  const shown = eventually(
    "VS Code's window",
    async () => {
      browser ??= await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
      return browser.contexts().flatMap(context => context.pages()).find(candidate => candidate.url().includes("workbench.html"));
    },
    60_000,
  );
  const early = ended.then(() => Promise.reject(new Error("VS Code ended before it showed its window.")));
  const page = await Promise.race([shown, early]);
  // From here on its end is what we wait for.
  early.catch(() => undefined);
  const window = new Driver(page, extension, pictures);
  await window.ready();
  return {
    window,
    openWindow: () => Promise.reject(new Error("Another window cannot be opened in the desktop build: run this suite with --web.")),
    ended,
    log: () => "",
    async stop() {
      await browser?.close();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}
