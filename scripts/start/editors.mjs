import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { hasScreen, launch, onPath, openInBrowser } from "../host/desktop.mjs";
import { linkExtension } from "../host/linkExtension.mjs";
import { QUIET_SETTINGS } from "../host/settings.mjs";
import { startWebHost } from "../host/webHost.mjs";
import { cacheFolder } from "../install/cacheFolder.mjs";
import { installVSCodeHost } from "../install/vscodeHost.mjs";
import { inRoot, ROOT } from "../paths.mjs";

/** What opens by itself: the sample folder, and in it the text on which attention is easiest to read. */
export const SAMPLES = { folder: inRoot("samples"), file: inRoot("samples/names.md") };

/** Opens the VS Code that is installed here; false when there is none. */
export async function desktopCode() {
  const code = onPath("code");
  if (code === undefined || !hasScreen()) return false;
  await open(code);
  return true;
}

/**
 * Opens a VS Code that is downloaded once; false when it cannot be had or shown, unless that is insisted on.
 * @param {{ insist: boolean }} options
 */
export async function downloadedCode({ insist }) {
  if (!hasScreen()) {
    if (insist) throw new Error("There is no screen to show VS Code on.");
    return false;
  }
  try {
    const { downloadAndUnzipVSCode } = await import("@vscode/test-electron");
    await open(await downloadAndUnzipVSCode({ cachePath: cacheFolder("desktop") }));
    return true;
  } catch (error) {
    if (insist) throw error;
    console.log(`VS Code could not be downloaded (${error instanceof Error ? error.message : String(error)}): opening its web workbench.`);
    return false;
  }
}

/** Serves the web workbench until this process is ended. @param {number} port 0 for any free one */
export async function webWorkbench(port) {
  const profile = cacheFolder("web-profile");
  linkExtension(path.join(profile, "extensions"));
  const host = await startWebHost(await installVSCodeHost(), { profile, settings: QUIET_SETTINGS, port });
  const address = host.url(SAMPLES);
  console.log(`\nOpen ${address}\nCtrl+C ends it.`);
  await openInBrowser(address);
  const stop = () => void host.stop();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  await host.ended;
}

/** @param {string} program */
async function open(program) {
  const user = cacheFolder("desktop-profile/user");
  mkdirSync(path.join(user, "User"), { recursive: true });
  try {
    writeFileSync(path.join(user, "User/settings.json"), JSON.stringify(QUIET_SETTINGS, null, 2), { flag: "wx" });
  } catch {
    // Not the first start: the settings are the person's by now.
  }
  await launch(program, [
    `--extensionDevelopmentPath=${ROOT}`,
    `--user-data-dir=${user}`,
    `--extensions-dir=${cacheFolder("desktop-profile/extensions")}`,
    ...["--disable-workspace-trust", "--skip-welcome", "--skip-release-notes", "--new-window"],
    SAMPLES.folder,
    SAMPLES.file,
  ]);
  console.log("VS Code opens with the extension and the sample folder.");
}
