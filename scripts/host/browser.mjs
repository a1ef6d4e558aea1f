import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

/**
 * A browser with one page and an empty profile.
 * @typedef {object} OpenBrowser
 * @property {import("playwright-core").Page} page
 * @property {() => Promise<void>} close
 */

const COMMANDS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** The executable of a Chromium that is installed here: CHROME_PATH, the PATH, the usual places. @returns {string | undefined} */
export function findChromium() {
  const given = process.env["CHROME_PATH"];
  if (given !== undefined) return given;
  const onPath = (process.env["PATH"] ?? "").split(path.delimiter).flatMap(folder => COMMANDS.map(name => path.join(folder, name)));
  return [...onPath, ...PLACES, chromium.executablePath()].find(file => existsSync(file));
}

/**
 * Opens a browser without a window, or with one.
 * @param {{ viewport?: { width: number, height: number }, headless?: boolean }} [options]
 * @returns {Promise<OpenBrowser>}
 */
export async function openBrowser({ viewport = { width: 1400, height: 900 }, headless = true } = {}) {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("No Chromium was found. Install Chromium or Chrome, or set CHROME_PATH to its executable.");
  const profile = mkdtempSync(path.join(tmpdir(), "model-lens-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless,
    viewport,
    locale: "en-US",
    args: [
      // Chromium's sandbox does not work for root, which is who runs in containers.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ...["--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-default-browser-check"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps"],
      // Nothing here needs the network; where there is none, this avoids waiting for it.
      "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    page,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
