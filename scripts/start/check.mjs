import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { mustRun } from "../command.mjs";
import { openBrowser } from "../host/browser.mjs";
import { linkExtension } from "../host/linkExtension.mjs";
import { QUIET_SETTINGS } from "../host/settings.mjs";
import { startWebHost } from "../host/webHost.mjs";
import { installVSCodeHost } from "../install/vscodeHost.mjs";
import { inRoot } from "../paths.mjs";
import { SAMPLES } from "./editors.mjs";

/** Starts the web workbench as `npm start` does, with an empty profile, and looks at what a browser then shows. */
export async function checkStart() {
  const profile = mkdtempSync(path.join(tmpdir(), "ml-"));
  const extensions = path.join(profile, "extensions");
  linkExtension(extensions);
  const installed = await installVSCodeHost();
  const { publisher, name } = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
  const list = ["--list-extensions", "--extensions-dir", extensions, "--server-data-dir", path.join(profile, "server")];
  const listed = await mustRun(installed.node, [installed.server, ...list], { capture: true });
  if (!listed.includes(`${publisher}.${name}`)) throw new Error(`The extension is not among the installed ones:\n${listed}`);
  const host = await startWebHost(installed, { profile, settings: QUIET_SETTINGS });
  const browser = await openBrowser();
  try {
    const { page } = browser;
    await page.goto(host.url(SAMPLES));
    await page.locator(".tab.active", { hasText: path.basename(SAMPLES.file) }).waitFor();
    await page.locator(".activitybar [aria-label*='Model Lens']").first().waitFor();
    console.log("The workbench shows the sample and the extension.");
  } finally {
    await browser.close();
    await host.stop();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
