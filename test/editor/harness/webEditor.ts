import path from "node:path";
import { openBrowser } from "../../../scripts/host/browser.mjs";
import { loadDevelopmentExtension } from "../../../scripts/host/developmentExtension.mjs";
import { SUITE_SETTINGS, UNTRUSTED_SETTINGS } from "../../../scripts/host/settings.mjs";
import { startWebHost } from "../../../scripts/host/webHost.mjs";
import { installVSCodeHost } from "../../../scripts/install/vscodeHost.mjs";
import { Driver } from "./driver";
import type { Editor, EditorOptions } from "./editor";

/** Starts the web workbench with a real extension host in Node, and a browser that shows it. */
export async function startWebEditor({ extension, suite, workspace, profile, pictures, env, trusted, headed }: EditorOptions): Promise<Editor> {
  const host = await startWebHost(await installVSCodeHost(), { profile, settings: trusted ? SUITE_SETTINGS : { ...SUITE_SETTINGS, ...UNTRUSTED_SETTINGS }, trusted, env: { ...env, HOME: path.join(profile, "home") } });
  const browser = await openBrowser({ headless: !headed });
  const { page } = browser;
  const suiteEnded = new Promise<void>(resolve => void page.exposeFunction("codeAutomationExit", () => resolve()));
  const window = new Driver(page, extension, pictures);
  await loadDevelopmentExtension(page, host.authority, { extension, suite });
  await page.goto(host.url({ folder: workspace }));
  await window.ready();
  return {
    window,
    async openWindow(folder) {
      const another = await page.context().newPage();
      await loadDevelopmentExtension(another, host.authority, { extension });
      const driver = new Driver(another, extension, pictures);
      await another.goto(host.url({ folder }));
      await driver.ready();
      return driver;
    },
    ended: Promise.race([suiteEnded, host.ended.then(() => undefined)]),
    log: host.log,
    async stop() {
      await browser.close();
      await host.stop();
    },
  };
}
